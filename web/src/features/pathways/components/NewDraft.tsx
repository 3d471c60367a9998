/** A new draft: from a template, from a .bpmn file, or from a pathway that runs. */
import { Button, FileInput, Group, Modal, Radio, SegmentedControl, Select, Stack, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { FileUp } from 'lucide-react';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { FormProblem } from '@/components/ui/FormProblem';
import { blocksQuery } from '../api/blocks';
import { useNewDraft, type NewDraft as Made } from '../api/drafts';
import type { FileFault } from '../model/begin';
import { isProcessId, processIdFor } from '../model/ids';
import { TEMPLATES, type TemplateName } from '../templates/index';
import css from './NewDraft.module.css';

type How = 'template' | 'file' | 'process';
/** Drawing tools are heavy: they come when a file or a template is really read. */
const begin = () => import('../model/begin');

export function NewDraft({ how: first, process: wanted, onClose }: { how: How; process: string | undefined; onClose: () => void }) {
  const { t } = useTranslation('pathways');
  const navigate = useNavigate();
  const blocks = useQuery(blocksQuery);
  const make = useNewDraft();
  const [how, setHow] = useState<How>(first);
  const [template, setTemplate] = useState<TemplateName>('blank');
  const [chosen, setChosen] = useState<string | null>(wanted ?? null);
  const [name, setName] = useState('');
  const [key, setKey] = useState<string | null>(null);
  const [file, setFile] = useState<{ xml: string; label: string } | null>(null);
  const [fault, setFault] = useState<FileFault | null>(null);
  const [tried, setTried] = useState(false);
  const processes = blocks.data?.processes ?? [];
  const id = key ?? processIdFor(name);
  const taken = processes.some((process) => process.process_id === id);

  const read = async (given: File | null) => {
    setFile(null);
    setFault(null);
    if (!given) return;
    const { BadFile, look } = await begin();
    try {
      const xml = await given.text();
      const found = await look(xml);
      setFile({ xml, label: given.name });
      setName(found.name);
      setKey(isProcessId(found.id) ? found.id : null);
    } catch (error) {
      setFault(error instanceof BadFile ? error.fault : { code: 'not_bpmn', parts: [] });
    }
  };
  const made = async (): Promise<Made | null> => {
    if (how === 'process') {
      const process = processes.find((one) => one.process_id === chosen);
      return process ? { process_id: process.process_id, name: process.name } : null;
    }
    if (!name.trim() || !isProcessId(id)) return null;
    if (how === 'file') return file && { process_id: id, name: name.trim(), xml: await (await begin()).renamed(file.xml, id, name.trim()), decisions: {}, forms: {} };
    const { xml, decisions, forms } = await TEMPLATES[template]();
    return { process_id: id, name: name.trim(), decisions, forms, ...(xml ? { xml: await (await begin()).renamed(xml, id, name.trim()) } : {}) };
  };
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    const draft = await made();
    if (draft) make.mutate(draft, { onSuccess: (created) => void navigate({ to: `/pathways/drafts/${created.id}` }) });
  };

  return (
    <Modal opened onClose={onClose} title={t('begin.title')} size="lg">
      <form onSubmit={(event) => void submit(event)} noValidate>
        <Stack gap={16}>
          <SegmentedControl value={how} onChange={(value) => setHow(value as How)} aria-label={t('begin.how')} data={(['template', 'process', 'file'] as const).map((value) => ({ value, label: t(`begin.${value}`) }))} />
          {make.error ? <FormProblem problem={make.error} /> : null}
          {how === 'process' ? (
            <Select label={t('begin.which')} description={t('begin.which_hint')} data={processes.map((process) => ({ value: process.process_id, label: process.name }))} value={chosen} onChange={setChosen} error={tried && !chosen ? t('common:form.required') : null} searchable />
          ) : null}
          {how === 'template' ? (
            <Radio.Group value={template} onChange={(value) => setTemplate(value as TemplateName)} aria-label={t('begin.template')}>
              <div className={css.templates}>
                {(Object.keys(TEMPLATES) as TemplateName[]).map((value) => (
                  <Radio.Card key={value} value={value} className={css.template ?? ''} aria-label={t(`template.${value}`)}><strong>{t(`template.${value}`)}</strong><span>{t(`template.${value}_hint`)}</span></Radio.Card>
                ))}
              </div>
            </Radio.Group>
          ) : null}
          {how === 'file' ? (
            <FileInput label={t('begin.choose_file')} description={t('begin.file_hint')} leftSection={<FileUp size={16} />} accept=".bpmn,.xml,application/xml,text/xml" onChange={(given) => void read(given)} clearable
              error={fault ? t(`begin.fault.${fault.code}`, { parts: fault.parts.join(', ') }) : tried && !file ? t('common:form.required') : null} />
          ) : null}
          {how === 'process' ? null : (
            <>
              <TextInput label={t('begin.name')} value={name} onChange={(event) => setName(event.currentTarget.value)} maxLength={120} error={tried && !name.trim() ? t('common:form.required') : null} data-autofocus />
              <TextInput label={t('begin.id')} description={taken ? t('begin.id_taken') : t('begin.id_hint')} value={id} onChange={(event) => setKey(event.currentTarget.value)} classNames={{ input: css.code ?? '' }} maxLength={60} error={tried && !isProcessId(id) ? t('begin.id_wrong') : null} />
            </>
          )}
          <Group justify="flex-end" gap={8}>
            <Button variant="default" onClick={onClose}>{t('common:cancel')}</Button>
            <Button type="submit" loading={make.isPending || (how === 'process' && blocks.isPending)}>{t('begin.go')}</Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
