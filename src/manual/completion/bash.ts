import type { CommandWords } from '../../terminal/args/line.ts';
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

/** The script for bash 4 and later. */
export function bashCompletion(manual: readonly CommandWords[]): string {
  const commands = typedCommands(manual);
  return `# arpist for bash: source <(arpist completion bash)
_arpist() {
  local cur=\${COMP_WORDS[COMP_CWORD]} prev=\${COMP_WORDS[COMP_CWORD - 1]} at=1 name='' next
  # --flag=value comes as three words.
  if [[ $cur == = ]]; then cur=''; elif [[ $prev == = ]]; then prev=\${COMP_WORDS[COMP_CWORD - 2]}; fi
  while ((at < COMP_CWORD)); do
    next=\${name:+$name }\${COMP_WORDS[at]}
    case $next in
      ${commands.map(({ name }) => quoted(name)).join(' | ')}) name=$next ;;
      *) break ;;
    esac
    ((at++))
  done
  local flags=${quoted(HELP.names.join(' '))} words='' kind=words
  case $name in
${[caseOf('', null, manual), ...commands.map((one) => caseOf(one.name, one, manual))].join('')}  esac
  COMPREPLY=()
  [[ $kind == words && $cur == -* ]] && words=$flags
  case $kind in
    files) compopt -o filenames 2>/dev/null; mapfile -t COMPREPLY < <(compgen -f -- "$cur") ;;
    interfaces) mapfile -t COMPREPLY < <(compgen -W "$(ls /sys/class/net 2>/dev/null)" -- "$cur") ;;
    words | value) mapfile -t COMPREPLY < <(compgen -W "$words" -- "$cur") ;;
  esac
}
complete -F _arpist arpist
`;
}

function caseOf(name: string, line: CommandWords | null, manual: readonly CommandWords[]): string {
  const flags = Object.values(line?.flags ?? {});
  const names = [...flags.flatMap((flag) => flag.names), ...HELP.names];
  const parts = partsOf(name, manual).map(lastWord);
  const own = line === null ? null : wordProposal(line);
  const words = [...parts, ...(typeof own === 'object' && own !== null ? own : [])];
  const values = flags
    .filter(({ kind }) => kind !== 'switch')
    .map((flag) => `        ${flag.names.join(' | ')}) ${valueOf(valueProposal(flag))} ;;\n`);
  return `    ${quoted(name)})
      flags=${quoted(names.join(' '))}
      words=${quoted(words.join(' '))}
      case $prev in
${values.join('')}        *) ${own === 'files' ? `[[ $cur == -* ]] || kind=files` : ':'} ;;
      esac
      ;;
`;
}

function valueOf(proposal: Proposal): string {
  if (proposal === null) return "kind=value words=''";
  return typeof proposal === 'string' ? `kind=${proposal}` : `kind=value words=${quoted(proposal.join(' '))}`;
}
