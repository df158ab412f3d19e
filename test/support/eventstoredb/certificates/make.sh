#!/bin/sh
# Makes the certificates beside this file anew: for tests only, one key for all of them. Needs OpenSSL 3.
set -eu
cd "$(dirname "$0")"
work=$(mktemp -d)
trap 'rm -r "$work"' EXIT
openssl ecparam -name prime256v1 -genkey -noout -out key.pem

# sign NAME ISSUER FROM UNTIL EXTENSIONS: one that ISSUER signs (itself, where both names are the same)
sign() {
  printf '[ca]\ndefault_ca=d\n[d]\ndatabase=%s/db\nserial=%s/serial\nnew_certs_dir=%s\ndefault_md=sha256\npolicy=p\n[p]\ncommonName=supplied\n[x]\n%b\n' \
    "$work" "$work" "$work" "$5" > "$work/conf"
  : > "$work/db"
  openssl req -new -key key.pem -subj "/CN=$1" -out "$work/request.pem"
  own=$([ "$1" = "$2" ] && echo -selfsign || echo "-cert $2.pem")
  openssl ca -batch -notext -rand_serial -config "$work/conf" -extensions x -keyfile key.pem $own \
    -startdate "$3" -enddate "$4" -in "$work/request.pem" -out "$1.pem" 2> "$work/log" || { cat "$work/log"; exit 1; }
}

ours='subjectAltName=IP:127.0.0.1,DNS:localhost'
sign authority authority 20200101000000Z 21200101000000Z 'basicConstraints=critical,CA:TRUE'
sign stranger stranger 20200101000000Z 21200101000000Z 'basicConstraints=critical,CA:TRUE'
sign node authority 20200101000000Z 21200101000000Z "$ours"
sign expired authority 20200101000000Z 20210101000000Z "$ours"
sign elsewhere authority 20200101000000Z 21200101000000Z 'subjectAltName=DNS:elsewhere.example'
sign user authority 20200101000000Z 21200101000000Z 'extendedKeyUsage=clientAuth'
