import type { CommandSetup } from '../cli.ts';
import { callAndShow, serverVerb, type ServerOptions } from '../server-command.ts';

export const setUpBans: CommandSetup = (command, cli) => {
  serverVerb(command, 'list', {
    does: 'the bans in force for your unit, those below it and those it inherits',
    examples: ['portvakt bans', 'portvakt bans --json | jq ".bans[].ban.id"'],
    isDefault: true,
  }).action(
    cli.handled((options: ServerOptions) =>
      callAndShow(
        cli,
        options,
        (api) => api.call('listBans', {}),
        ({ bans }) => {
          cli.out.table(
            ['ban', 'unit', 'written', 'today', 'binding', 'review', 'from pack', 'texts missing in'],
            bans.map(({ unit, ban, effectToday, reviewInDays, pack, missingTexts }) => [
              ban.id,
              unit,
              ban.effect,
              effectToday,
              ban.binding,
              reviewInDays < 0 ? `${-reviewInDays} days late` : `in ${reviewInDays} days`,
              pack,
              [...new Set(missingTexts.flatMap(({ languages }) => languages))].join(' ') || undefined,
            ]),
            'No bans.',
          );
          for (const { ban, adoptions } of bans)
            for (const { unit, adoption } of adoptions)
              cli.out.note(`${unit} answered to ${ban.id}: ${adoption.as} (${adoption.reason})`);
        },
      ),
    ),
  );
};
