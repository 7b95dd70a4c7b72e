from ubuntu:14.04
maintainer Some Body <some.body@example.org>

env DEBIAN_FRONTEND noninteractive
env HOME /root
add http://example.org/setup.tar.gz /tmp/
run   cd /tmp && tar xzf setup.tar.gz    
run apt-get -qq update; \

    apt-get install -y \
      nginx \
#     php5 \
      memcached

expose 80
volume ["/var/www", "/var/log/nginx"]
onbuild add . /var/www
onbuild run chown -R www-data /var/www
entrypoint exec nginx -g "daemon off;"
