import { ok } from '#policy/outcome.ts';
import { text } from '#locales/text.ts';
import { askAgent, withAgentOptions, type AgentOptions } from '../agent-door.ts';
import type { CommandSetup } from '../cli.ts';
import { moment } from '../moments.ts';
import { noticeWords } from '../notice-words.ts';
import { idValue } from '../option-values.ts';
import { personOf } from '../person-language.ts';
import { withExamples } from '../server-command.ts';

type NoticesOptions = AgentOptions & { acknowledge?: string };

export const setUpNotices: CommandSetup = (command, cli) => {
  withAgentOptions(command).option('--acknowledge <id>', 'say that I have read this one', idValue);
  withExamples(
    command,
    'portvakt notices',
    'portvakt notices --acknowledge 0123456789abcdef0123456789abcdef',
  );
  command.action(
    cli.handled(async (options: NoticesOptions) => {
      const { acknowledge: notice } = options;
      if (notice !== undefined) {
        const done = await askAgent(cli, options, { type: 'acknowledge', notice });
        if (done.ok && options.json === true) cli.out.json({ acknowledged: notice });
        return done;
      }
      const answer = await askAgent(cli, options, { type: 'notices' });
      if (!answer.ok) return answer;
      const { notices } = answer.value;
      if (options.json === true) {
        cli.out.json({ notices });
        return ok(undefined);
      }
      const person = personOf(cli.env);
      if (notices.length === 0) cli.out.line(text(person.language, 'menu.notices', { count: 0 }));
      for (const one of notices) {
        const { title, paragraphs } = noticeWords(person, one, cli.now());
        cli.out.heading(title);
        for (const paragraph of paragraphs) cli.out.block(paragraph, 2);
        const read = one.acknowledgedAt === undefined ? '' : `  ✓ ${moment(one.acknowledgedAt)}`;
        cli.out.line(`  ${moment(one.createdAt)}  ${one.id}${read}`);
        cli.out.line();
      }
      // Here the person has them before the eyes; a script that asks for JSON has not.
      for (const one of notices) {
        const shown = await askAgent(cli, options, { type: 'shown', notice: one.id });
        if (!shown.ok) return shown;
      }
      return ok(undefined);
    }),
  );
};
