import type { BentFiles } from '../rule.ts';

export const PERSIST: BentFiles = {
  'persist/sysctl-order.ts': [
    [
      'of two files of one name the last folder has the word',
      "name.endsWith('.conf') && !byName.has(name)",
      "name.endsWith('.conf')",
    ],
    [
      'sysctl.conf is read last with systemd too',
      'if (!SYSTEMD.some((path) => config.isThere(path))) paths',
      'paths',
    ],
    [
      'a file before has the last word',
      'order.slice(at + 1).findLast',
      'order.findLast',
      'the last that has it is a later one, or the file itself, whose value is no other',
    ],
    ['the same value beats', '|| theirs === ours\n', '\n'],
    ['conf/all outweighs whatever it is', 'return Number(all) > Number(ours);', 'return true;'],
    [
      'an equal value in conf/all outweighs',
      'return Number(all) > Number(ours);',
      'return Number(all) >= Number(ours);',
    ],
    ['a pattern counts', ' || /[*?[]/.test(spelled)) continue;', ') continue;'],
    ['a dot in the name of a link separates', "if (first === '/') return", 'if (false) return'],
    [
      'ip_forward is another setting',
      "if (key === 'net/ipv4/ip_forward') return ['net/ipv4/conf/all/forwarding', value];",
      '',
    ],
    ['retrans_time is in seconds', 'retrans_time: 10 }', 'retrans_time: 1000 }'],
    [
      'the first of two assignments counts',
      'values.delete(key);\n    values.set(key, said);',
      'if (!values.has(key)) values.set(key, said);',
    ],
    ['a new file goes behind sysctl.conf', 'path === OLD_FILE || byBytes', 'byBytes'],
  ],
  'persist/glob.ts': [
    ['a star matches a slash', "return '[^/]*';", "return '.*';"],
    ['a dot is any letter', 'part.replaceAll(/[.*+?^${}()|[\\]\\\\]/g, String.raw`\\$&`)', 'part'],
    ['a set is never turned round', ".replace(/^!/, '^')", ''],
  ],
  'persist/network-files.ts': [
    ['files without an ending are read', "if (name.endsWith('.network') && !byName", 'if (!byName'],
    [
      '/run has the word before /etc',
      "['/etc', '/run', '/usr/local/lib'",
      "['/run', '/etc', '/usr/local/lib'",
    ],
    ['/lib is not read', ", '/usr/lib', '/lib']", ", '/usr/lib']"],
    ['lines of other sections match', "section === 'Match' && key", 'key'],
    ['an empty value matches nothing', " && value !== '')", ')'],
    [
      'comments match',
      "if (line.startsWith('#') || line.startsWith(';')) continue;",
      '',
      'a line that begins so is neither a section nor an assignment',
    ],
    [
      'semicolons match',
      " || line.startsWith(';')) continue;",
      ') continue;',
      'a line that begins so is neither a section nor an assignment',
    ],
    ['a line does not go on', ".replaceAll('\\\\\\n', ' ')", ''],
    ['what is not seen matches', "return unseen ? 'maybe' : 'yes';", "return 'yes';"],
    ['loopback is a kind', "return loopback ? 'loopback' : ", 'return '],
    ['a veth has a type of its own', "DEVTYPES.has(kind ?? '') ? kind! : 'ether'", "kind ?? 'ether'"],
    ['a macvlan is ether', ", 'wwan', 'macvlan']", ", 'wwan']"],
    ['digits of any number are a MAC', '/^[0-9a-f]{12}$/', '/^[0-9a-f]{12,}$/'],
    ['what may match is passed over', "if (match !== 'no') return", "if (match === 'yes') return"],

    [
      'the last folder has the word',
      "name.endsWith('.network') && !byName.has(name)",
      "name.endsWith('.network')",
    ],
    ['a masked file is read', "text === null || text.trim() === '' ? []", 'text === null ? []'],
    ['one key that does not match is enough', "else if (!isAmong(words, told)) return 'no';", ''],
    ['a mark turns nothing round', "const isNot = first.startsWith('!');", 'const isNot = false;'],
    ['a MAC is spelled in one way', ' || matchesGlob(macSpelled(word), told)', ''],
  ],
  'persist/interfaces-files.ts': [
    ['files without end are read', 'MOST_FILES = 500;', 'MOST_FILES = 5000;'],
    ['a file is read as often as it is named', 'if (read.has(path)) continue;', ''],
    ['comments count', " && !line.startsWith('#'))", ')', 'no word of interfaces(5) begins so'],
    ['a last slash counts', "pattern.replace(/\\/+$/, '')", 'pattern'],
    ['source names one file', 'for (const spelled of rest) {', 'for (const spelled of rest.slice(0, 1)) {'],
    ['any name in a folder is read', ' && /^[\\w-]+$/.test(path.slice(at + 1))', ''],
    ['a folder within is read', 'matchesGlob(pattern, path.slice(0, at)) &&', 'path.startsWith(pattern) &&'],
    ['names end in .cfg only', "['', '.cfg', '.conf']", "['', '.cfg']"],
    ['a folder outside of /etc is written to', '/^(\\/etc\\/[^*?[]+)', '/^(\\/[^*?[]+)'],
    ['a name nobody reads is taken', '.find((path) => isSourced(sources, path)) ?? null', '[0] ?? null'],

    [
      'a relative name is from the root',
      "spelled.startsWith('/') ? spelled : `${folder}/${spelled}`",
      '`/${spelled}`.replace("//", "/")',
    ],
    ['only auto starts a link', '/^(?:auto|allow-)/', '/^auto/'],
  ],
  'persist/carry-over.ts': [
    ['a managed entry is carried over', "if (mac === null) return 'no", "if (false) return 'no"],
    ['a stale entry is carried over', "if (state !== 'permanent')", 'if (false)'],
  ],
};
