// A Node project's folder → the part of a script that puts its node_modules/.bin and the Node it asks for on PATH. The
// version is looked up when the daemon starts, in the folders of the version managers; none of them is run.

import { script, shellQuote } from './shell-text.ts';

export function nodeSearch(dir: string): string {
  return script`
ds_project=${shellQuote(dir)}
${WANTED}${FITTING}${CHOOSING}`;
}

const WANTED = script`

# The version that the project asks for: .nvmrc, .node-version, package.json.
ds_digits=0123456789
ds_space=$(printf ' \t\r')

# The first line of $1 that says something.
# shellcheck disable=SC2295 # These are sets of characters.
ds_ask() {
  [ -f "$1" ] && [ -r "$1" ] || return 1
  while IFS= read -r ds_want || [ -n "$ds_want" ]; do
    ds_want=\${ds_want%%#*}
    ds_want=\${ds_want#"\${ds_want%%[!$ds_space]*}"}
    ds_want=\${ds_want%"\${ds_want##*[!$ds_space]}"}
    [ -z "$ds_want" ] || break
  done <"$1"
  ds_source=$1
  [ -n "$ds_want" ]
}

# volta.node, else engines.node where that is one version and no range. A string of JSON never spans lines.
# shellcheck disable=SC2295
ds_ask_package() {
  [ -f "$1" ] && [ -r "$1" ] || return 1
  ds_depth=0 ds_section='' ds_key='' ds_string='' ds_volta='' ds_engine=''
  ds_marks='][{}:,"'
  while IFS= read -r ds_rest || [ -n "$ds_rest" ]; do
    while :; do
      ds_rest=\${ds_rest#"\${ds_rest%%[$ds_marks]*}"}
      case $ds_rest in
        '') break ;;
        '"'*)
          ds_string=
          ds_rest=\${ds_rest#?}
          while :; do
            ds_part=\${ds_rest%%[\"\\]*}
            ds_string=$ds_string$ds_part
            ds_rest=\${ds_rest#"$ds_part"}
            case $ds_rest in
              \\?*) ds_rest=\${ds_rest#??} ds_string=$ds_string\\ ;;
              *) break ;;
            esac
          done
          case $ds_depth.$ds_section.$ds_key in
            2.volta.node) ds_volta=$ds_string ;;
            2.engines.node) ds_engine=$ds_string ;;
          esac
          ;;
        ':'*) ds_key=$ds_string ;;
        ','*) ds_key= ;;
        '{'* | '['*)
          ds_depth=$((ds_depth + 1))
          [ "$ds_depth" -ne 2 ] || ds_section=$ds_key
          ds_key=
          ;;
        *) ds_depth=$((ds_depth - 1)) ds_key='' ;;
      esac
      ds_rest=\${ds_rest#?}
    done
  done <"$1"
  case \${ds_engine#v} in
    *[!$ds_digits.x*]* | [!$ds_digits]*) ds_engine= ;;
  esac
  ds_want=\${ds_volta:-$ds_engine} ds_source=$1
  [ -n "$ds_want" ]
}

ds_ask "$ds_project/.nvmrc" || ds_ask "$ds_project/.node-version" || ds_ask_package "$ds_project/package.json" || ds_want=
`;

const FITTING = script`

ds_nvm=\${NVM_DIR:-\${HOME:-}/.nvm}
ds_volta=\${VOLTA_HOME:-\${HOME:-}/.volta}
ds_data=\${XDG_DATA_HOME:-\${HOME:-}/.local/share}
ds_mise=\${MISE_DATA_DIR:-$ds_data/mise}

# $1, any way of asking for a version, becomes $ds_fit: any, lts, system, or the beginning of a version.
ds_understand() {
  ds_fit=$1 ds_hops=0
  # An alias of nvm may stand for another one; but not for itself.
  while [ "$ds_hops" -lt 5 ]; do
    ds_hops=$((ds_hops + 1))
    for ds_lts in argon:4 boron:6 carbon:8 dubnium:10 erbium:12 fermium:14 gallium:16 hydrogen:18 iron:20 jod:22 krypton:24; do
      [ "$ds_fit" != "lts/\${ds_lts%:*}" ] || ds_fit=\${ds_lts#*:}
    done
    case $ds_fit in
      node | stable | latest | current | '*') ds_fit=any && return 0 ;;
      lts | 'lts/*') ds_fit=lts && return 0 ;;
      system) return 0 ;;
      v[$ds_digits]* | [$ds_digits]*) break ;;
      *)
        ds_alias=$ds_fit
        [ -f "$ds_nvm/alias/$ds_alias" ] && [ -r "$ds_nvm/alias/$ds_alias" ] || return 1
        read -r ds_fit <"$ds_nvm/alias/$ds_alias" || [ -n "$ds_fit" ] || return 1
        # A line of releases goes on, whichever of them nvm has last heard of.
        case $ds_alias in lts/*) ds_fit=\${ds_fit%%.*} ;; esac
        ;;
    esac
  done
  ds_fit=\${ds_fit#v}
  ds_fit=\${ds_fit%%.[x*]*}
  case $ds_fit in
    '' | *[!$ds_digits.]* | .* | *. | *..*) return 1 ;;
  esac
}

# Whether the version $1 is one, and fits.
ds_fits() {
  case .$1 in
    *[!$ds_digits.]* | *..* | *. | *.0[$ds_digits]* | *.*.*.*.*) return 1 ;;
    *.*.*.*) ;;
    *) return 1 ;;
  esac
  case $ds_fit in
    any) return 0 ;;
    lts) [ $((\${1%%.*} % 2)) -eq 0 ] && return 0 ;;
  esac
  case $1. in
    "$ds_fit".*) return 0 ;;
  esac
  return 1
}

# The newest Node that fits, of those in the folders $1VERSION$2: its folder is $ds_bin.
ds_newest() {
  ds_best=-1
  for ds_folder in "$1"*"$2"; do
    ds_version=\${ds_folder#"$1"}
    ds_version=\${ds_version%"$2"}
    ds_version=\${ds_version#v}
    if [ -x "$ds_folder/node" ] && ds_fits "$ds_version"; then
      ds_minor=\${ds_version#*.}
      ds_rank=$(((\${ds_version%%.*} * 1000 + \${ds_minor%%.*}) * 1000 + \${ds_minor#*.}))
      [ "$ds_rank" -le "$ds_best" ] || ds_best=$ds_rank ds_bin=$ds_folder
    fi
  done
  [ "$ds_best" -ge 0 ]
}

ds_on_path() {
  ds_version=$(node --version 2>/dev/null) && { [ "$ds_fit" = system ] || ds_fits "\${ds_version#v}"; }
}
`;

const CHOOSING = script`

ds_in_fnm() {
  for ds_fnm in "\${FNM_DIR:-}" "$ds_data/fnm" "\${HOME:-}/Library/Application Support/fnm" "\${HOME:-}/.fnm"; do
    if [ -n "$ds_want" ]; then
      ds_newest "$ds_fnm/node-versions/v" /installation/bin && return 0
    elif [ -x "$ds_fnm/aliases/default/bin/node" ]; then
      ds_bin=$ds_fnm/aliases/default/bin
      return 0
    fi
  done
  return 1
}

ds_no_node() {
  ds_mend="nvm install $ds_want"
  if [ -d "$ds_nvm" ]; then
    :
  elif command -v fnm >/dev/null; then
    ds_mend="fnm install $ds_want"
  elif [ -d "$ds_volta" ]; then
    ds_mend="volta install node@$ds_fit"
  elif [ -d "$ds_mise" ]; then
    ds_mend="mise install node@$ds_fit"
  fi
  ds_fail 127 "Node $ds_want, which $ds_source asks for, is not in nvm, fnm, volta or mise, and PATH has \${ds_version:-none}; install it: $ds_mend"
}

ds_bin=
if [ -z "$ds_want" ]; then
  # No version is asked for: what each manager takes by default, then PATH.
  if ds_understand default && ds_newest "$ds_nvm/versions/node/v" /bin; then
    :
  elif ds_in_fnm; then
    :
  elif [ -x "$ds_volta/bin/node" ]; then
    ds_bin=$ds_volta/bin
  elif [ -x "$ds_mise/shims/node" ]; then
    ds_bin=$ds_mise/shims
  else
    command -v node >/dev/null ||
      ds_fail 127 "node is not on PATH (\${PATH:-}) nor in nvm, fnm, volta or mise; install it: https://nodejs.org"
  fi
else
  ds_understand "$ds_want" ||
    ds_fail 78 "$ds_source asks for Node \"$ds_want\", which is no version that can be looked up; write one, such as 22"
  if [ "$ds_fit" = system ]; then
    ds_on_path || ds_no_node
  else
    ds_newest "$ds_nvm/versions/node/v" /bin ||
      ds_in_fnm ||
      ds_newest "$ds_volta/tools/image/node/" /bin ||
      ds_newest "$ds_mise/installs/node/" /bin ||
      ds_on_path ||
      ds_no_node
  fi
fi
export PATH="$ds_project/node_modules/.bin\${ds_bin:+:$ds_bin}\${PATH:+:$PATH}"
`;
