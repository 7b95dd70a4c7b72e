#!/bin/bash
set -e
psql -v ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname "$POSTGRES_DB" <<-SQL
	CREATE ROLE reader LOGIN;
	GRANT SELECT ON ALL TABLES IN SCHEMA public TO reader;
SQL
