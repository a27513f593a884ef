import { describe, expect, it } from 'vitest';
import { stampLength } from '#platform/exec-guard/file-look.ts';
import { everybody, known, KnownAnswers } from '#platform/exec-guard/known-answers.ts';
import { protectedPath } from '#platform/exec-guard/protected-path.ts';

/** Inode and device at their places, the time of change in between. */
function stamp(ino: number, { changed = 0, device = 1 } = {}): Uint32Array {
  const words = new Uint32Array(stampLength);
  words[0] = ino;
  words[8] = changed;
  words[11] = device;
  return words;
}

describe('known answers', () => {
  it('tells files of two devices apart, and a file from what it was', () => {
    const answers = new KnownAnswers();
    answers.remember(stamp(7), everybody, known.deny);
    expect(answers.lookUp(stamp(7))).toBe(known.deny);
    expect(answers.lookUp(stamp(7, { device: 2 }))).toBe(known.unknown);
    expect(answers.lookUp(stamp(7, { changed: 1 }))).toBe(known.unknown);
    answers.remember(stamp(7, { changed: 1 }), everybody, known.allow);
    expect(answers.lookUp(stamp(7, { changed: 1 }))).toBe(known.allow);
    expect(answers.lookUp(stamp(7))).toBe(known.unknown);
    expect(answers.size).toBe(1);
  });

  it('keeps an answer for each account and replaces it', () => {
    const answers = new KnownAnswers();
    answers.remember(stamp(7), 1000, known.deny);
    answers.remember(stamp(7), 1001, known.allow);
    expect(answers.lookUp(stamp(7))).toBe(known.perAccount);
    expect([1000, 1001, 1002].map((uid) => answers.lookUpFor(stamp(7), uid))).toEqual([
      known.deny,
      known.allow,
      known.unknown,
    ]);
    answers.remember(stamp(7), 1000, known.allow);
    expect(answers.lookUpFor(stamp(7), 1000)).toBe(known.allow);
    expect(answers.size).toBe(2);
  });

  it('holds no more than it was made for: the oldest go', () => {
    const answers = new KnownAnswers(64);
    for (let ino = 0; ino < 1000; ino += 1) answers.remember(stamp(ino), everybody, known.allow);
    expect(answers.size).toBe(64);
    for (let ino = 0; ino < 1000; ino += 1)
      expect(answers.lookUp(stamp(ino))).toBe(ino < 936 ? known.unknown : known.allow);
  });

  it('finds what a plain map would hold, whatever is remembered, replaced and forgotten', () => {
    const answers = new KnownAnswers(256);
    const plain = new Map<string, number>();
    let seed = 1;
    const random = (below: number): number => {
      seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 0;
      return (seed >>> 8) % below;
    };
    for (let step = 0; step < 20_000; step += 1) {
      // Inodes a bucket's width apart share a bucket.
      const ino = random(20) * 256;
      const uid = 1000 + random(3);
      const changed = random(2);
      const verdict = random(2) === 0 ? known.allow : known.deny;
      for (const key of plain.keys())
        if (key.startsWith(`${ino} `) && !key.startsWith(`${ino} ${changed} `)) plain.delete(key);
      plain.set(`${ino} ${changed} ${uid}`, verdict);
      answers.remember(stamp(ino, { changed }), uid, verdict);
      if (step % 5_000 === 4_999) {
        answers.clear();
        plain.clear();
      }
      const asked = [random(20) * 256, random(2), 1000 + random(3)] as const;
      // What the ring pushed out is unknown; what it holds is right.
      const found = answers.lookUpFor(stamp(asked[0], { changed: asked[1] }), asked[2]);
      if (found !== known.unknown) expect(found).toBe(plain.get(asked.join(' ')));
      expect(answers.lookUpFor(stamp(ino, { changed }), uid)).toBe(
        plain.get(`${ino} ${changed} ${uid}`) ?? 0,
      );
      expect(answers.size).toBeLessThanOrEqual(plain.size);
    }
  });
});

describe('protected paths', () => {
  it('are files, or whole folders', () => {
    const isProtected = protectedPath(['/usr/bin/bash', '/usr/lib/systemd/']);
    expect(['/usr/bin/bash', '/usr/lib/systemd/systemd'].every(isProtected)).toBe(true);
    expect(['/usr/bin/bashful', '/usr/bin/bash/x', '/usr/lib/systemd-x', ''].some(isProtected)).toBe(false);
  });
});
