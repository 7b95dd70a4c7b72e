#!/bin/sh
autoreconf --install
