set -e
log() { date; echo "$1"; }
log waiting
/opt/wait.sh
sed "s/NAME/$(hostname)/" settings.in > /tmp/settings
exec /usr/local/bin/gunicorn --bind 0.0.0.0:8000 app:app
