import { ok } from '#policy/outcome.ts';
import type { packOperations } from '#protocol/console-packs.ts';
import type { OwnPacks, Packs } from '#server/packs/index.ts';
import type { Handlers } from '../handlers.ts';

export type PackAnswerPorts = { readonly packs: Packs; readonly ownPacks: OwnPacks };

export function packAnswers({
  packs,
  ownPacks,
}: PackAnswerPorts): Pick<Handlers, keyof typeof packOperations> {
  return {
    listPacks: async () => ok({ packs: await packs.list() }),
    listOwnPacks: async () => ok({ packs: await ownPacks.list() }),
    publishPack: ({ operator, body }) => ownPacks.publish(operator, body),
    inspectPack: ({ body }) => packs.inspect(body),
    followPack: ({ operator, body }) => packs.follow(operator, body),
    getPack: ({ params }) => packs.get(params.pack),
    setPackMode: ({ operator, params, body }) => packs.setTerms(operator, params.pack, body),
    refreshPack: ({ operator, params, body }) => packs.refresh(operator, params.pack, body.envelope),
    adoptPackVersion: ({ operator, params, body }) => packs.adopt(operator, params.pack, body.version),
    weakenPackBan: ({ operator, params, body }) => packs.weaken(operator, params.pack, params.ban, body),
    unfollowPack: ({ operator, params, body }) => packs.unfollow(operator, params.pack, body.reason),
  };
}
