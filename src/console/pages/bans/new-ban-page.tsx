import {
  Button,
  Chip,
  Field,
  Heading,
  Label,
  Paragraph,
  Search,
  Select,
  ValidationMessage,
} from '@digdir/designsystemet-react';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useRef, useState } from 'react';
import { appSummaries } from '#catalogue/app-summary.ts';
import { useOperation } from '../../api/use-operation.ts';
import { Fault } from '../../parts/states.tsx';
import { useUnitName } from '../../parts/use-unit-name.ts';
import { Go } from '../../shell/go.tsx';
import { PageFrame } from '../../shell/page-frame.tsx';
import { useSession } from '../../shell/session.ts';
import { useWords } from '../../shell/words.tsx';
import { searchApps } from '../../view-models/catalogue-search.ts';
import { AppCard } from './app-card.tsx';
import { OwnApp } from './own-app.tsx';
import { nameOfThing, useBeginBans, type Thing } from './begin-bans.ts';

/** From a name that somebody typed to bans in a draft. */
export function NewBanPage() {
  const { say } = useWords();
  const [typed, setTyped] = useState('');
  const [chosen, setChosen] = useState<readonly Thing[]>([]);
  const apps = appSummaries();
  const found = searchApps(apps, typed);
  const field = useRef<HTMLInputElement>(null);
  const [describing, setDescribing] = useState(false);
  const add = (app: Thing): void => {
    setDescribing(false);
    setChosen([...chosen, app]);
    setTyped('');
    field.current?.focus();
  };
  return (
    <PageFrame
      title={say('bans.new')}
      crumbs={[<Go to="/bans">{say('bans.title')}</Go>]}
      lead={say('bans.new.lead')}
    >
      <Field className="search">
        <Label>{say('bans.new.search')}</Label>
        <Field.Description>{say('bans.new.search.hint')}</Field.Description>
        <Search>
          <Search.Input
            ref={field}
            value={typed}
            autoComplete="off"
            spellCheck={false}
            onChange={({ target }) => setTyped(target.value)}
          />
        </Search>
      </Field>
      <Paragraph role="status" className="quiet">
        {typed.trim() !== '' && say('bans.new.found', { count: found.length })}
      </Paragraph>
      {typed.trim() !== '' && found.length === 0 && <Paragraph>{say('bans.new.none')}</Paragraph>}
      {describing ? (
        <OwnApp name={typed.trim()} onChoose={(matcher) => add({ name: matcher.name.trim(), matcher })} />
      ) : (
        (found.length === 0 || typed.trim() === '') && (
          <div>
            <Button variant="tertiary" onClick={() => setDescribing(true)}>
              {say('bans.new.own')}
            </Button>
          </div>
        )
      )}
      {found.length > 0 && (
        <ul className="plain cards">
          {found.slice(0, 8).map((app) => (
            <li key={app.id}>
              <AppCard app={app} apps={apps} chosen={chosen.includes(app)} onChoose={() => add(app)} />
            </li>
          ))}
        </ul>
      )}
      <Chosen
        chosen={chosen}
        onRemove={(app) => setChosen(chosen.filter((one) => one !== app))}
        onMissing={() => field.current?.focus()}
      />
    </PageFrame>
  );
}

function Chosen(props: {
  readonly chosen: readonly Thing[];
  readonly onRemove: (app: Thing) => void;
  readonly onMissing: () => void;
}) {
  const { chosen, onRemove, onMissing } = props;
  const { say } = useWords();
  const { session } = useSession();
  const navigate = useNavigate();
  const units = useOperation('listUnits');
  const unitName = useUnitName();
  const drafts = useOperation('listDrafts', { query: { state: 'open' } });
  const [unit, setUnit] = useState<string>();
  const { draft: cameFrom = '' } = useSearch({ from: '/inside/bans/new' });
  const [draft, setDraft] = useState(cameFrom);
  const [missing, setMissing] = useState(false);
  const begin = useBeginBans();
  const owner = unit ?? session?.operator?.unit ?? '';
  const submit = (): void => {
    setMissing(chosen.length === 0);
    if (chosen.length === 0) return onMissing();
    begin.mutate(
      { things: chosen, unit: owner, draft: draft === '' ? undefined : draft },
      {
        onSuccess: ({ draft: made, bans: [ban, ...more] }) =>
          void (ban !== undefined && more.length === 0
            ? navigate({
                to: '/drafts/$draft/bans/$unit/$ban',
                params: { draft: made.draft, unit: owner, ban },
              })
            : navigate({ to: '/drafts/$draft', params: { draft: made.draft } })),
      },
    );
  };
  return (
    <form
      noValidate
      className="form chosen"
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <Heading level={2} data-size="xs">
        {say('bans.new.chosen')}
      </Heading>
      <div className="tags">
        {chosen.map((app) => (
          <Chip.Removable
            key={nameOfThing(app)}
            aria-label={say('bans.new.unchoose', { app: nameOfThing(app) })}
            onClick={() => onRemove(app)}
          >
            {nameOfThing(app)}
          </Chip.Removable>
        ))}
        {chosen.length === 0 && !missing && (
          <Paragraph className="quiet">{say('bans.new.choose-first')}</Paragraph>
        )}
        {missing && chosen.length === 0 && (
          <ValidationMessage>{say('bans.new.choose-first')}</ValidationMessage>
        )}
      </div>
      <div className="fields">
        <Field>
          <Label>{say('bans.new.owner')}</Label>
          <Select value={owner} onChange={({ target }) => setUnit(target.value)}>
            {(units.data?.units ?? [])
              .filter((one) => one.outside !== true)
              .map((one) => (
                <Select.Option key={one.unit} value={one.unit}>
                  {one.name}
                </Select.Option>
              ))}
            {units.data?.units.some((one) => one.unit === owner && one.outside !== true) !== true && (
              <Select.Option value={owner}>{unitName(owner)}</Select.Option>
            )}
          </Select>
        </Field>
        <Field>
          <Label>{say('bans.new.draft')}</Label>
          <Select value={draft} onChange={({ target }) => setDraft(target.value)}>
            <Select.Option value="">{say('bans.new.draft.new')}</Select.Option>
            {(drafts.data?.drafts ?? []).map((one) => (
              <Select.Option key={one.draft} value={one.draft}>
                {one.title}
              </Select.Option>
            ))}
          </Select>
        </Field>
      </div>
      <Fault fault={begin.error} />
      <div className="buttons">
        <Button type="submit" loading={begin.isPending}>
          {say('bans.new.add', { count: Math.max(1, chosen.length) })}
        </Button>
      </div>
    </form>
  );
}
