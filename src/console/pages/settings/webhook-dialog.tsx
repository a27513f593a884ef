import { Checkbox } from '@digdir/designsystemet-react';
import { useState } from 'react';
import type { AnnouncementKind } from '#protocol/announcement.ts';
import type { ResponseOf } from '#protocol/console-server.ts';
import { useAct } from '../../api/use-act.ts';
import { ReasonDialog } from '../../parts/reason-dialog.tsx';
import { TextLine } from '../../parts/text-line.tsx';
import { useWords } from '../../shell/words.tsx';
import { KindsChoice } from './kinds-choice.tsx';

/** Makes a webhook, or changes one. */
export function WebhookDialog(props: {
  readonly webhook: ResponseOf<'listWebhooks'>['webhooks'][number] | undefined;
  readonly onClose: () => void;
  readonly onMade: (secret: string) => void;
}) {
  const { say } = useWords();
  const { webhook, onClose } = props;
  const [name, setName] = useState(webhook?.name ?? '');
  const [url, setUrl] = useState(webhook?.url ?? '');
  const [hits, setHits] = useState(webhook?.hits ?? false);
  const [kinds, setKinds] = useState<readonly AnnouncementKind[]>(webhook?.kinds ?? []);
  const [tried, setTried] = useState(false);
  const make = useAct('createWebhook', ['listWebhooks']);
  const set = useAct('setWebhook', ['listWebhooks']);
  const named = name.trim() !== '';
  const addressed = /^https?:\/\/\S{3,400}$/u.test(url.trim());
  const some = kinds.length > 0 || hits;
  return (
    <ReasonDialog
      open
      title={webhook === undefined ? say('settings.webhooks.new') : webhook.name}
      verb={say('shell.button.save')}
      needsReason={false}
      busy={make.isPending || set.isPending}
      fault={make.error ?? set.error}
      onClose={onClose}
      onDo={() => {
        setTried(true);
        if (!named || !addressed || !some) return;
        const body = { name: name.trim(), url: url.trim(), kinds: [...kinds], hits };
        if (webhook !== undefined)
          set.mutate({ params: { webhook: webhook.webhook }, body }, { onSuccess: onClose });
        else
          make.mutate(
            { body },
            {
              onSuccess: ({ secret }) => {
                props.onMade(secret);
                onClose();
              },
            },
          );
      }}
    >
      <TextLine
        label={say('settings.name')}
        value={name}
        onType={setName}
        fault={tried && !named ? say('settings.missing') : undefined}
      />
      <TextLine
        label={say('settings.webhooks.url')}
        type="url"
        value={url}
        longest={400}
        onType={setUrl}
        fault={tried && !addressed ? say('settings.webhooks.url.wrong') : undefined}
      />
      <KindsChoice
        chosen={kinds}
        onChoose={setKinds}
        fault={tried && !some ? say('settings.kinds.some') : undefined}
      />
      <Checkbox
        label={say('settings.webhooks.hits')}
        value="hits"
        checked={hits}
        onChange={({ target }) => setHits(target.checked)}
      />
    </ReasonDialog>
  );
}
