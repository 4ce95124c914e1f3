#!/usr/bin/env bash
# Builds everything and runs every test. Installs the real services that some tests use, where apt-get can;
# a test whose service is missing is skipped, unless CI=true: then it fails.
# Usage: ./test.sh [options of the test runner, e.g. -class '*ImageReferenceTests']
# The last line counts the tests: N passed, N failed, N skipped.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

command -v dotnet >/dev/null || { echo "test.sh: the .NET SDK is not on PATH; global.json says which one is needed." >&2; exit 2; }

# WHAT:PACKAGE, as Debian has them: a program on PATH, or a path (* allowed) of what is elsewhere.
gocode=/usr/share/gocode/src
services=(
  docker-registry:docker-registry skopeo:skopeo htpasswd:apache2-utils '/usr/lib/postgresql/*/bin/postgres:postgresql'
  # They render the chart where there is no helm.
  go:golang-go "$gocode/github.com/Masterminds/sprig:golang-github-masterminds-sprig-dev"
  "$gocode/sigs.k8s.io/yaml:golang-k8s-sigs-yaml-dev" "$gocode/github.com/xeipuuv/gojsonschema:golang-github-xeipuuv-gojsonschema-dev"
)
missing=()
for service in "${services[@]}"; do
  what=${service%%:*}
  compgen -G "$what" >/dev/null || command -v "$what" >/dev/null || missing+=("${service##*:}")
done
if [ ${#missing[@]} -gt 0 ] && command -v apt-get >/dev/null && [ "$(id -u)" = 0 ]; then
  echo "Installing ${missing[*]}"
  { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}"; } >/dev/null ||
    echo "test.sh: could not install ${missing[*]}" >&2
fi

dotnet build Scanner.sln --configuration Release --verbosity quiet
if [ "${CI:-}" = true ]; then dotnet format Scanner.sln --verify-no-changes --no-restore; fi

passed=0 failed=0 skipped=0 broken=0
log=$(mktemp)
trap 'rm -f "$log"' EXIT
for project in tests/*.Tests; do
  name=$(basename "$project")
  echo "== $name"
  status=0
  "$project/bin/Release/net10.0/$name" -noColor "$@" 2>&1 | tee "$log" || status=$?
  summary=$(grep -oE 'Total: [0-9]+, Errors: [0-9]+, Failed: [0-9]+, Skipped: [0-9]+, Not Run: [0-9]+' "$log" | tail -n 1 || true)
  if [ -z "$summary" ]; then
    echo "test.sh: $name ended with status $status and without a summary" >&2
    broken=1
    continue
  fi
  read -r total errors fails skips notrun <<<"$(tr -dc '0-9 ' <<<"$summary")"
  passed=$((passed + total - fails - skips - notrun)) failed=$((failed + fails + errors)) skipped=$((skipped + skips))
done

[ "$broken" = 0 ] || failed=$((failed + 1))
echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" = 0 ] && [ "$passed" -gt 0 ]
