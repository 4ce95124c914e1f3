#!/usr/bin/env bash
# Runs the whole of Scanner in one process, on stand-ins for Clair and the registry, and shows three decisions.
# ./demo.sh --help lists the options; it needs nothing but the .NET SDK.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
command -v dotnet >/dev/null || { echo "demo.sh: the .NET SDK is not on PATH; global.json says which one is needed." >&2; exit 2; }
build=$(dotnet build tests/Scanner.Playground --configuration Release --verbosity quiet --nologo) || { echo "$build" >&2; exit 1; }
exec tests/Scanner.Playground/bin/Release/net10.0/Scanner.Playground "$@"
