#!/usr/bin/env bash
# Builds the images of silo and webhook and pushes them; needs the .NET SDK, but no Docker. docs/images.md tells more.
# Usage: ./publish-images.sh REGISTRY[/PATH] [options of dotnet publish, e.g. -p:ContainerBaseImage=registry/dotnet/aspnet:10.0]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

registry=${1:?publish-images.sh: where to? Name a registry, as in image.registry of the chart: registry.example.com/scanner}
shift
published=$(mktemp -d)
trap 'rm -rf "$published"' EXIT

# Into an empty folder: what lies in it is in the image.
for program in Scanner.Silo Scanner.Webhook; do
  dotnet publish "$program" --configuration Release -t:PublishImage -p:ContinuousIntegrationBuild=true \
    -p:ImageRegistry="$registry" -p:PublishDir="$published/$program/" "$@"
done
