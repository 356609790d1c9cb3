#!/bin/sh
# Makes the certificates of the tests anew: an authority, and a server on this machine.
# They are worth nothing outside of the tests.
set -eu
cd "$(dirname "$0")"
work=$(mktemp -d)
trap 'rm -r "$work"' EXIT
curve="-newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes"
# shellcheck disable=SC2086
openssl req -x509 $curve -keyout "$work/ca.key" -out ca.crt -days 36500 -subj "/CN=Test CA"
# shellcheck disable=SC2086
openssl req $curve -keyout server.key -out "$work/server.csr" -subj "/CN=localhost"
printf 'subjectAltName=DNS:localhost,IP:127.0.0.1,IP:::1\nbasicConstraints=CA:FALSE\n' >"$work/ext"
openssl x509 -req -in "$work/server.csr" -CA ca.crt -CAkey "$work/ca.key" -CAcreateserial \
  -CAserial "$work/serial" -out server.crt -days 36500 -extfile "$work/ext"
# As MicroPython's documents make one: it is an authority's, and no server may use it.
# shellcheck disable=SC2086
openssl req -x509 $curve -keyout self_signed.key -out self_signed.crt -days 36500 \
  -subj "/CN=localhost" -addext "subjectAltName=DNS:localhost,IP:127.0.0.1"
