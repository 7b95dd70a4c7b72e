# Migrated from Dockerfile by dfcheck.
{
  pkgs ? import <nixpkgs> { },
}:

let
  # Dockerfile:3  apk add --update py2-pip: Python 2 is not in nixpkgs, Python 3 takes its place
  # Dockerfile:8-9  pip install --no-cache-dir -r /usr/src/app/requirements.txt: Flask==0.10.1
  python = pkgs.python3.withPackages (ps: [ ps.flask ]);

  # Dockerfile:10  COPY app.py /usr/src/app/
  # Dockerfile:11  COPY templates/index.html /usr/src/app/templates/
  app = pkgs.runCommand "app" { } ''
    mkdir -p $out/usr/src/app
    cp ${./app.py} $out/usr/src/app/app.py
    mkdir -p $out/usr/src/app/templates
    cp ${./templates/index.html} $out/usr/src/app/templates/index.html
  '';
in
pkgs.dockerTools.buildLayeredImage {
  name = "flask";
  tag = "latest";

  contents = [
    python
    app
    # Dockerfile:1  FROM alpine:3.5 gave a shell, certificates and users without saying so
    pkgs.dockerTools.binSh
    pkgs.dockerTools.caCertificates
    pkgs.dockerTools.fakeNss
  ];

  extraCommands = ''
    mkdir -m 1777 -p tmp
  '';

  config = {
    # Dockerfile:1  from the base image
    Env = [ "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin" ];
    # Dockerfile:13
    ExposedPorts = {
      "5000/tcp" = { };
    };
    # Dockerfile:14
    Cmd = [
      "python"
      "/usr/src/app/app.py"
    ];
  };
}
