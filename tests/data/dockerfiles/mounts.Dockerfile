# syntax=docker/dockerfile:1
FROM node:20.11-bookworm AS build
WORKDIR /app
RUN --mount=type=bind,source=package.json,target=package.json \
    --mount=type=bind,source=package-lock.json,target=package-lock.json \
    --mount=type=cache,target=/root/.npm \
    npm ci
RUN --mount=type=secret,id=npmrc,target=/root/.npmrc --network=none npm run build
ADD --checksum=sha256:24454f830cdb571e2c4ad15481119c43b3cafd48dd869a9b2945d1036d1dc68d https://example.org/x.tar.gz /x/
COPY --link --exclude=*.md . /app
HEALTHCHECK NONE
CMD node server.js
