# syntax=docker/dockerfile:1
FROM debian:12.5-slim

LABEL org.opencontainers.image.title="greeter" \
      org.opencontainers.image.licenses="MIT"
ENV LANG=C.UTF-8 PATH="/opt/greeter/bin:$PATH"

# Packages
RUN apt-get update && \
    apt-get install -y --no-install-recommends \
      # needed by the health check
      curl=7.88.1-10+deb12u5 \
      ca-certificates \
    && rm -rf /var/lib/apt/lists/*

WORKDIR /srv
COPY greet.sh /opt/greeter/bin/
COPY ["read me.txt", "/srv/"]
EXPOSE 8080 8443/tcp
VOLUME /var/cache/greeter
USER nobody
HEALTHCHECK --interval=30s --timeout=3s CMD curl -f http://localhost:8080/ || exit 1
STOPSIGNAL SIGINT
ENTRYPOINT ["greet.sh"]
CMD ["--name", "world"]
