import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { project } from './project.ts';
import { cli } from './run-cli.ts';

test('a first suite of images of one’s own is written, replaced with --force, and runs', async () => {
  const cwd = project();
  for (const name of ['cats', 'dogs']) {
    mkdirSync(join(cwd, 'photos', name), { recursive: true });
    for (let image = 0; image < 30; image++) {
      const background = { r: name === 'cats' ? 200 : 20, g: 8 * image, b: 100 };
      const picture = sharp({ create: { width: 20, height: 16, channels: 3, background } });
      writeFileSync(join(cwd, 'photos', name, `${image}.png`), await picture.png().toBuffer());
    }
  }
  const words = ['init', '--name', 'pets', '--data', 'photos'];
  const first = await cli(words, { cwd });
  expect([first.code, first.stderr], first.stdout).toEqual([0, '']);
  const file = join(cwd, 'suites/pets.yaml');
  const text = readFileSync(file, 'utf8');
  expect(text).toContain('use: image-folder, path: "photos"');
  expect(text).toContain('sizes: [42]'); // of the 60 images, those that every fold has to train on
  writeFileSync(file, 'of the user');
  expect((await cli(words, { cwd })).code).toBe(2);
  expect((await cli([...words, '--force'], { cwd })).code).toBe(0);
  expect(readFileSync(file, 'utf8')).toBe(text);
  const run = await cli(['pets', '--filter', 'arm=features'], { cwd });
  expect([run.code, run.stderr], run.stdout).toEqual([0, '']);
  expect(readdirSync(join(cwd, 'reports/pets')).filter((name) => name.endsWith('.html'))).toHaveLength(1);
});
