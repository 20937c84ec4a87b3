#!/bin/sh
# generate.sh: runs mdatagen on the root's metadata.yaml. mdatagen names the
# package after the folder, and a clone may be called anything.
set -eu
cd "$(dirname "$0")/../.."
go tool -modfile=internal/tools/go.mod mdatagen metadata.yaml
for f in generated_*_test.go; do
	sed 's/^package .*/package privacyprocessor/' "$f" >"$f.tmp"
	mv "$f.tmp" "$f"
done
gofmt -w generated_*_test.go internal/metadata internal/metadatatest
