import type { CommandWords } from '../../terminal/args/line.ts';
import type { FlagWords } from '../../terminal/args/flags.ts';
import { HELP } from '../../terminal/args/help.ts';
import { lastWord, partsOf, type Proposal, typedCommands, valueProposal, wordProposal } from './propose.ts';

/** The script for fish 3 and later. */
export function fishCompletion(manual: readonly CommandWords[]): string {
  const commands = typedCommands(manual);
  return `# arpist for fish: arpist completion fish | source
function __arpist_name
    set -l name ''
    for word in (commandline -opc)[2..-1]
        set -l next (string trim -- "$name $word")
        contains -- $next ${commands.map(({ name }) => quoted(name)).join(' ')}; or break
        set name $next
    end
    echo $name
end
function __arpist_at
    test (__arpist_name) = "$argv[1]"
end
function __arpist_interfaces
    path basename /sys/class/net/* 2>/dev/null; or ls /sys/class/net
end
complete -c arpist -e
complete -c arpist -f
${[linesOf('', null, manual), ...commands.map((one) => linesOf(one.name, one, manual))].flat().join('\n')}
`;
}

function linesOf(
  name: string,
  line: CommandWords | null,
  manual: readonly CommandWords[],
): readonly string[] {
  const at = `complete -c arpist -n ${quoted(`__arpist_at ${quoted(name)}`)}`;
  const own = line === null ? null : wordProposal(line);
  return [
    ...partsOf(name, manual).map((one) => `${at} -a ${quoted(lastWord(one))} -d ${quoted(one.line)}`),
    ...(own === null ? [] : [`${at}${argumentOf(own)}`]),
    ...[...Object.values(line?.flags ?? {}), HELP].map((flag) => `${at}${flagOf(flag)}`),
  ];
}

function flagOf(flag: FlagWords): string {
  const names = flag.names.map((name) =>
    name.startsWith('--') ? ` -l ${name.slice(2)}` : ` -s ${name.slice(1)}`,
  );
  const proposal = flag.kind === 'switch' ? null : valueProposal(flag);
  const takes = flag.kind === 'switch' ? '' : proposal === 'files' ? ' -r' : ' -x';
  const value = `${takes}${argumentOf(proposal)}`;
  return `${names.join('')}${value} -d ${quoted(flag.help)}`;
}

function argumentOf(proposal: Proposal): string {
  if (proposal === null) return '';
  if (proposal === 'files') return ' -F';
  if (proposal === 'interfaces') return " -a '(__arpist_interfaces)'";
  return ` -a ${quoted(proposal.join(' '))}`;
}

/** In single quotes fish knows two escapes. */
function quoted(text: string): string {
  return `'${text.replaceAll(/['\\]/g, String.raw`\$&`)}'`;
}
