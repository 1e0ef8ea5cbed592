import type { CommandWords } from '../../terminal/args/line.ts';
import type { FlagWords } from '../../terminal/args/flags.ts';
import { HELP } from '../../terminal/args/help.ts';
import {
  lastWord,
  partsOf,
  type Proposal,
  quoted,
  typedCommands,
  valueProposal,
  wordProposal,
} from './propose.ts';

/** The script for zsh: as a file `_arpist` in fpath, or read by `source`. */
export function zshCompletion(manual: readonly CommandWords[]): string {
  const commands = typedCommands(manual);
  return `#compdef arpist
# arpist for zsh: source <(arpist completion zsh)
_arpist_interfaces() { local -a names=(/sys/class/net/*(N:t)); compadd -a names }
_arpist() {
  local name='' next at=2
  while (( at < CURRENT )); do
    next="\${name:+$name }\${words[at]}"
    case $next in
      (${commands.map(({ name }) => quoted(name)).join('|')}) name=$next ;;
      (*) break ;;
    esac
    (( at++ ))
  done
  # What stands behind the command, as if the command were one word.
  words=("$name" "\${(@)words[at,-1]}")
  (( CURRENT -= at - 2 ))
  local -a parts
  case $name in
${[caseOf('', null, manual), ...commands.map((one) => caseOf(one.name, one, manual))].join('')}  esac
}
if [[ \${funcstack[1]} == _arpist ]]; then _arpist "$@"; else compdef _arpist arpist; fi
`;
}

function caseOf(name: string, line: CommandWords | null, manual: readonly CommandWords[]): string {
  const parts = partsOf(name, manual);
  const flags = [...Object.values(line?.flags ?? {}), HELP];
  const own = line === null ? null : wordProposal(line);
  const lines = [
    ...(parts.length === 0
      ? []
      : [
          `parts=(${parts.map((one) => quoted(`${lastWord(one)}:${one.line}`)).join(' ')})`,
          '(( CURRENT == 2 )) && [[ ${words[2]} != -* ]] && _describe command parts',
        ]),
    `_arguments -s -S ${[...flags.map(specOf), restOf(own)].join(' ')}`,
  ];
  return `    (${quoted(name)})\n${lines.map((one) => `      ${one}\n`).join('')}      ;;\n`;
}

/** \`(-c --count)'{-c,--count}'[end after N]:N:'\`; a flag that may be said again excludes none. */
function specOf({ kind, names, help, value = '', ...more }: FlagWords): string {
  const excludes = kind === 'many' ? '*' : `(${names.join(' ')})`;
  const spelled = names.length === 1 ? names[0]! : `'{${names.join(',')}}'`;
  const action =
    kind === 'switch'
      ? ''
      : `:${colons(value)}:${actionOf(valueProposal({ kind, names, help, value, ...more }))}`;
  const text = `[${help.replaceAll(/[[\]\\]/g, String.raw`\$&`)}]${action}`.replaceAll("'", String.raw`'\''`);
  return `'${excludes}${spelled}${text}'`;
}

function restOf(proposal: Proposal): string {
  return quoted(`*:word:${actionOf(proposal)}`);
}

function actionOf(proposal: Proposal): string {
  if (proposal === null) return ' ';
  if (proposal === 'files') return '_files';
  if (proposal === 'interfaces') return '_arpist_interfaces';
  return `(${proposal.map(colons).join(' ')})`;
}

function colons(text: string): string {
  return text.replaceAll(':', String.raw`\:`);
}
