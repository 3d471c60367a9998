/** The editor itself: toolbar, drawing board, what is wrong, and what can be said about the selected thing. */
import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useMemo, useState, useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import { ErrorState } from '@/components/ui/ErrorState';
import { notifyProblem } from '@/lib/notify';
import { asProblem } from '@/lib/problem';
import { arrangeDraft, draftQuery, saveDraft } from '../api/drafts';
import type { Blocks, Draft, Form } from '../api/types';
import { show } from '../model/adding';
import { Sheet, withEntry } from '../model/sheet';
import { vocabulary } from '../model/vocabulary';
import { service, type Item } from '../modeler/types';
import { definitionsOf } from '../model/standard';
import { Panel } from '../panel/Panel';
import { StudioContext, type Studio } from '../panel/studio';
import { ConflictNote } from './ConflictNote';
import css from './Editor.module.css';
import { NotDrawn } from './NotDrawn';
import { Problems } from './Problems';
import { Toolbar } from './Toolbar';
import { useBoard } from './useBoard';
import { useCheck, useProblemMarks } from './useProblems';

/** `onArranged`: the draft has been arranged by the server and is to be opened anew. */
type Props = { draft: Draft; blocks: Blocks; onArranged: () => void };

/** The same for one thing as long as it is there: its id may change while its name is being typed. */
const keys = new WeakMap<Item, number>();
let made = 0;
function keyOf(item: Item): number {
  const key = keys.get(item) ?? (made += 1);
  keys.set(item, key);
  return key;
}

export default function Editor({ draft, blocks, onArranged }: Props) {
  const { t } = useTranslation('pathways');
  const qc = useQueryClient();
  const [box, setBox] = useState<HTMLDivElement | null>(null);
  const [opened] = useState(draft);
  const [sheet] = useState(() => new Sheet(opened.version, opened.xml, { name: opened.name, decisions: opened.decisions, forms: opened.forms }, (version, content) => saveDraft(opened.id, version, content)));
  const [beside, setBeside] = useState({ name: opened.name, decisions: opened.decisions, forms: opened.forms });
  const { saver } = sheet;
  const saving = useSyncExternalStore(saver.subscribe, saver.snapshot);
  const [version, setVersion] = useState(opened.version);
  const board = useBoard(box, opened.xml, () => saver.changed());
  const { modeler, revision } = board;
  const { problems, ok, checking, error: checkFailed, check } = useCheck(opened.id, version);
  useProblemMarks(modeler, problems, revision);

  useEffect(() => {
    // What has been saved here is what the other pages of this draft must start from.
    const forget = saver.onSaved((reply, content) => {
      setVersion(reply.version);
      qc.setQueryData(draftQuery(opened.id).queryKey, (before: Draft | undefined) => before && { ...before, ...content, ...reply });
    });
    const leave = (event: BeforeUnloadEvent) => { if (saver.state !== 'saved') event.preventDefault(); };
    const hidden = () => { if (document.visibilityState === 'hidden') void saver.flush(); };
    window.addEventListener('beforeunload', leave);
    document.addEventListener('visibilitychange', hidden);
    return () => {
      forget();
      window.removeEventListener('beforeunload', leave);
      document.removeEventListener('visibilitychange', hidden);
      // The last change may be younger than the pause: it is saved on the way out.
      void saver.flush();
    };
  }, [saver, qc, opened.id]);

  useEffect(() => sheet.attach(modeler), [modeler, sheet]);

  const keep = useCallback((values: Parameters<Sheet['keep']>[0]) => setBeside(sheet.keep(values)), [sheet]);
  const studio = useMemo((): Studio | null => modeler && {
    modeler, revision, blocks, forms: beside.forms, decisions: beside.decisions, problems, readOnly: saving === 'conflict', processId: opened.process_id,
    words: vocabulary(definitionsOf(service(modeler, 'canvas').getRootElement().businessObject), beside.forms, blocks),
    setForm: (key, form: Form | null) => keep({ forms: withEntry(sheet.forms, key, form) }),
    setDecision: (id, xml) => keep({ decisions: withEntry(sheet.decisions, id, xml) }),
  }, [modeler, revision, blocks, beside, problems, saving, opened.process_id, keep, sheet]);

  const root = modeler ? service(modeler, 'canvas').getRootElement() : null;
  const shown: Item | null = board.selected ?? root;
  const leaveTo = async (go: () => void) => {
    (document.activeElement as HTMLElement | null)?.blur();
    if (await saver.flush()) go();
    else if (saver.state !== 'conflict') notifyProblem({ code: 'network' });
  };
  const arrange = () => leaveTo(() => void arrangeDraft(opened.id, saver.version).then((arranged) => {
    qc.setQueryData(draftQuery(opened.id).queryKey, arranged);
    onArranged();
  }, (error: unknown) => notifyProblem(asProblem(error))));
  return (
    <>
      <Toolbar draft={opened} name={beside.name} onRename={(name) => keep({ name })} board={board} saving={saving} onLeave={leaveTo} onArrange={() => void arrange()} problems={problems} ok={ok} checking={checking}
        onCheck={() => void saver.flush().then(() => check())} />
      {saving === 'conflict' ? <ConflictNote draftId={opened.id} saver={saver} /> : null}
      <div className={css.body}>
        <div className={css.drawing}>
          <div ref={setBox} className={css.board} role="application" aria-label={t('editor.board', { name: beside.name })} data-hidden={board.failure ? true : undefined} />
          {board.failure ? <NotDrawn lost={board.failure.lost} draft={opened} onArrange={() => void arrange()} /> : null}
          {checkFailed && !problems.length ? <div className={css.problems}><ErrorState compact problem={checkFailed} onRetry={() => void check()} /></div>
            : <Problems problems={problems} ok={ok} checking={checking} onShow={(id) => modeler && show(modeler, id)} />}
        </div>
        {studio && shown ? (
          <StudioContext value={studio}><div className={css.side}><Panel key={keyOf(shown)} item={shown} /></div></StudioContext>
        ) : <div className={css.side} />}
      </div>
    </>
  );
}
