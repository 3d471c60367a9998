/** What the server says about pathways being drawn, checked, tried, reviewed, published and migrated. */
import type { Reply, Schema } from '@/lib/api';

export type Form = { schema: Record<string, unknown>; ui?: Record<string, unknown> };
export type Forms = Record<string, Form>;
export type Decisions = Record<string, string>;

export type Blocks = Reply<'/api/building-blocks', 'get'>;
export type Problem = Schema<'PathwayProblem'>;

export type DraftStatus = 'editing' | 'in_review' | 'approved' | 'published' | 'discarded';
type Stated<Shape> = Omit<Shape, 'status' | 'forms'> & { status: DraftStatus };
export type DraftRow = Stated<Schema<'DraftRow'>>;
export type Draft = Stated<Reply<'/api/process-drafts/{draft_id}', 'get'>> & { forms: Forms };
export type Saved = Stated<Reply<'/api/process-drafts/{draft_id}', 'put'>>;

export type Difference = Reply<'/api/process-drafts/{draft_id}/diff', 'get'>;
export type Change = Schema<'DiffChange'>;
export type Answer = Reply<'/api/expressions/try', 'post'>;

export type Run = Schema<'TryRun'>;
export type Tried = Reply<'/api/process-drafts/{draft_id}/try', 'post'>;
export type SavedTest = Schema<'PathwayTest'>;


export type Migration = Reply<'/api/migrations/{migration_id}', 'get'>;
export type MigrationItem = Migration['items'][number];
export type Verdict = MigrationItem['verdict'];
