/** What systemd tells of a unit. */
export interface UnitFacts {
  /** `active`, `inactive`, `failed`, `activating` … */
  readonly active: string;
  /** `enabled`, `disabled` … */
  readonly enabled: string;
  /** Where the unit comes from; '' when there is none. */
  readonly path: string;
  readonly pid: number | null;
  /** `success`, `exit-code`, `assert` … */
  readonly result: string;
  /** As systemd shows it; '' when it never ran. */
  readonly since: string;
}

/** The program that this process runs. */
export interface OwnProgram {
  /** Node, its flags, and our script: all as absolute paths. */
  readonly argv: readonly string[];
  /** Why a user without rights could not run it, one sentence; null: it could. */
  readonly hindrance: string | null;
}

/** Who starts services on this machine. Each throws SystemFault with what the program said. */
export interface Units {
  /** Makes the users that a file of sysusers.d names. */
  makeUsers(path: string): void;
  /** Makes the folders that a file of tmpfiles.d names. */
  makeFolders(path: string): void;
  /** Units are read again. */
  reload(): void;
  /** It runs no more, and not at the next start. */
  disable(unit: string): void;
  /** null: systemd knows no such unit */
  show(unit: string): UnitFacts | null;
}
