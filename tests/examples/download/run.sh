#!/bin/sh
echo "terraform @VERSION@"
exec terraform version
