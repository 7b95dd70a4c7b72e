#!/usr/bin/env bash
awk '/NAME/ { print "ready" }' /srv/settings.in
