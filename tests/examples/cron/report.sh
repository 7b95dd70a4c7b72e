#!/bin/sh
curl -fsS "${REPORT_URL:-http://localhost/}" > /dev/null && date
