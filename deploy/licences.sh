#!/usr/bin/env bash
# Writes the table of docs/licences.md anew: what is shipped, and under which licence its authors say they give it.
set -euo pipefail
cd "$(dirname "$0")/.."

mvn -B -ntp -q org.codehaus.mojo:license-maven-plugin:2.7.1:aggregate-add-third-party \
  -Dlicense.includedScopes=compile,runtime -Dlicense.excludedGroups=io.thoraflow -Dlicense.useMissingFile=false

page=docs/licences.md
head="$(sed '/^| artifact /,$d' "$page")"
{
  printf '%s\n\n| artifact | version | licence |\n|---|---|---|\n' "$head"
  # shellcheck disable=SC2016 # backquotes of Markdown
  # "(licence) (other licence) Name (group:artifact:version - address)"; licences may hold brackets themselves.
  sed -nE 's/^ +(\(.*\)) [^()]*(\([^()]*\))? ?.*\(([^ :]+:[^ :]+):([^ :]+) - .*$/| `\3` | \4 | \1 |/p' \
    target/generated-sources/license/THIRD-PARTY.txt |
    sed -E 's/\| \((.*)\) \|$/| \1 |/; s/\) \(/; or /g' | LC_ALL=C sort
} >"$page.new"
mv "$page.new" "$page"
grep -c '^| `' "$page"
