import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';

interface Package {
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly peerDependenciesMeta?: Readonly<Record<string, { readonly optional?: boolean }>>;
  readonly hasInstallScript?: boolean;
}

const ours = JSON.parse(readFileSync('package.json', 'utf8')) as Package & { readonly devDependencies: object };
const { packages: locked } = JSON.parse(readFileSync('package-lock.json', 'utf8')) as {
  readonly packages: Readonly<Record<string, Package>>;
};
const page = readFileSync('docs/dependencies.md', 'utf8');

const tables: Readonly<Record<string, object>> = {
  'At run time': ours.dependencies!,
  'If it can be installed': ours.optionalDependencies!,
  'For development': ours.devDependencies,
};

/** The rows of the table under a heading: package, reason, packages, megabytes, install script. */
function rowsUnder(heading: string): string[][] {
  const section = page.split('\n## ').find((part) => part.startsWith(heading))!;
  return section
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
}

/** Where a package finds one that it names: beside itself, or further up. */
function placeOf(from: string, name: string): string | undefined {
  const parts = from.split('/node_modules/');
  const folders = parts.map(
    (_, index) => `${parts.slice(0, parts.length - index).join('/node_modules/')}/node_modules/`,
  );
  return [...folders, 'node_modules/'].map((folder) => folder + name).find((place) => place in locked);
}

/** Whether a package, or one that it needs, would run something while it is installed. */
function runsScript(name: string): boolean {
  const seen = new Set<string>();
  const queue = [`node_modules/${name}`];
  for (let place = queue.pop(); place !== undefined; place = queue.pop()) {
    if (seen.has(place)) continue;
    seen.add(place);
    const { dependencies, optionalDependencies, hasInstallScript, ...more } = locked[place]!;
    if (hasInstallScript === true) return true;
    const peers = Object.keys(more.peerDependencies ?? {});
    const wanted = peers.filter((peer) => more.peerDependenciesMeta?.[peer]?.optional !== true);
    for (const needed of [...Object.keys({ ...dependencies, ...optionalDependencies }), ...wanted]) {
      const found = placeOf(place, needed);
      if (found !== undefined) queue.push(found);
    }
  }
  return false;
}

describe.each(Object.keys(tables))('docs/dependencies.md: %s', (heading) => {
  const rows = rowsUnder(heading);

  test('names the packages of package.json, in its order, with a reason and a size each', () => {
    expect(rows.map(([name]) => name!.replaceAll('`', ''))).toEqual(Object.keys(tables[heading]!));
    for (const [name, reason, packages, megabytes] of rows) {
      expect([name, reason!.length > 10]).toEqual([name, true]);
      expect([name, /^[1-9]\d*$/.test(packages!), /^\d+\.\d$/.test(megabytes!)]).toEqual([name, true, true]);
    }
  });

  test('says which would run something while they are installed', () => {
    for (const [name, , , , script] of rows) {
      expect([name, script!.startsWith('held back: ')]).toEqual([name, runsScript(name!.replaceAll('`', ''))]);
      if (!script!.startsWith('held back: ')) expect([name, script]).toEqual([name, 'none']);
    }
  });
});

test('install scripts are held back', () => {
  expect(readFileSync('.npmrc', 'utf8').split('\n')).toContain('ignore-scripts=true');
});
