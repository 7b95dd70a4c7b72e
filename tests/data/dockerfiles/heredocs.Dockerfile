# syntax=docker/dockerfile:1.7
FROM python:3.12-slim
RUN <<EOF
set -eu
apt-get update
apt-get install -y git
EOF
COPY <<-'SCRIPT' /usr/local/bin/hello
	#!/bin/sh
	echo "hello, $1"
	SCRIPT
RUN chmod +x /usr/local/bin/hello
COPY <<index.html <<robots.txt /srv/www/
<p>FROM here to there
index.html
User-agent: *
robots.txt
WORKDIR /srv/www
RUN <<PY python3
import sys
print(sys.version)
PY
CMD ["python", "-m", "http.server"]
