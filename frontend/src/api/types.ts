/** What the HTTP contract answers, by hand; where nothing is narrowed, as the OpenAPI document generates it. */
import type { Definition, Json } from "@/graph/definition";
import type { components } from "./schema";

type Generated = components["schemas"];

export type Connection = Generated["ConnectionShape"];
export type ConnectionEnvironment = Generated["ConnectionEnvironment"];
export type ConnectionUse = Generated["UseShape"];
export type ConnectionUseCount = Generated["UseCountShape"];
export type ConnectionFinding = Generated["FindingShape"];
export type NewConnection = Generated["NewConnection"];
export type ConnectionChange = Generated["ConnectionChange"];
export type Provider = Generated["ProviderShape"];
export type ProviderMethod = Generated["MethodShape"];
export type CredentialField = Generated["FieldShape"];
export type SignInAddress = Generated["AuthUrlShape"];
export type Secret = Generated["SecretShape"];
export type EventSource = Generated["EventSourceShape"];
export type Hearing = Generated["HearingShape"];
export type Subscription = Generated["SubscriptionShape"];
export type InboundEvent = Generated["InboundEvent"];
export type InboundEventDetail = Generated["InboundEventDetail"];
export type SigningSecret = Generated["SigningSecretShape"];
export type ProviderClient = Generated["ClientShape"];
export type NewProviderClient = Generated["NewClient"];
export type CustomProvider = Generated["CustomShape"];
export type NewCustomProvider = Generated["NewCustom"];
export type Agent = Generated["AgentShape"];
export type NewAgent = Generated["NewAgent"];
export type ModelUsage = Generated["ModelUsageAnswer"];
export type ModelAmounts = Generated["ModelAmounts"];
export type WebhookEndpoint = Generated["EndpointShape"];
export type WebhookEndpointWithSecret = Generated["EndpointWithSecret"];
export type NewWebhookEndpoint = Generated["NewEndpoint"];
export type WebhookEventType = Generated["WebhookEventShape"];
export type WebhookDelivery = Generated["DeliveryShape"];
export type WebhookDeliveryDetail = Generated["DeliveryDetail"];
export type EventState = InboundEvent["status"];
export type Redelivered = Generated["Redelivered"];
export type Alert = Generated["AlertShape"];
export type AlertChange = Generated["AlertChange"];
export type AlertTrial = Generated["AlertTrial"];
export type AlertTarget = Alert["targets"][number];

export type Figures = Generated["Figures"];
export type FiguresPart = Generated["FiguresPart"];
export type BlockFailures = Generated["BlockFailures"];
export type ProviderFailures = Generated["ProviderFailures"];
export type Heat = Generated["Heat"];
export type BlockHeat = Generated["BlockHeat"];
export type StepWhy = Generated["StepWhy"];
export type FieldOrigin = Generated["FieldOrigin"];
export type ValueSource = Generated["ValueSource"];
export type Table = Generated["TableShape"];
export type TableColumn = Generated["ColumnShape"];
export type TableColumnType = TableColumn["type"];
export type NewTable = Generated["NewTable"];
export type TableChange = Generated["TableChange"];
export type TableRow = Generated["RowShape"];
export type SheetPreview = Generated["PreviewShape"];
export type SheetImport = Generated["ImportShape"];
export type SchedulePreview = Generated["SchedulePreviewShape"];
export type ScheduleFire = Generated["FireShape"];
export type WorkflowSchedule = Generated["ScheduleShape"];
export type Tick = Generated["TickShape"];
export type AuditEvent = Generated["AuditShape"];
export type Template = Generated["TemplateShape"];
export type TemplateDetail = Omit<Generated["TemplateDetail"], "definition"> & { definition: Definition };
export type Listening = Generated["Listening"];

export type Role = "owner" | "admin" | "editor" | "operator" | "viewer";

export interface Me {
  user: { id: string; email: string; name: string; initials: string };
  company: { id: string; name: string; timezone: string };
  companies: { id: string; name: string; role: Role }[];
  role: Role;
  permissions: string[];
}

export type WorkflowStatus = "draft" | "active" | "paused" | "archived";
export type RunStatus = "pending" | "running" | "suspended" | "completed" | "failed" | "timed_out" | "cancelled";
export type StepStatus = "pending" | "running" | "completed" | "failed" | "skipped" | "retrying" | "waiting" | "cancelled";

export interface DayStats {
  day: string;
  completed: number;
  failed: number;
  other: number;
}

export interface LastRun {
  id: string;
  number: number;
  status: RunStatus;
  summary: string | null;
  startedAt: string | null;
  finishedAt: string | null;
}

export interface WorkflowItem {
  id: string;
  name: string;
  description: string;
  status: WorkflowStatus;
  revision: number;
  version: number;
  publishedVersion: number | null;
  trigger: Json;
  createdAt: string;
  updatedAt: string;
  blockTypes: string[];
  nextFire: ScheduleFire | null;
  lastRun: LastRun | null;
  stats: { days: DayStats[]; completedShare: number | null; perDay: number };
  hasUnpublishedChanges: boolean;
}

export type Workflow = WorkflowItem & Definition;

export interface WorkflowCounts {
  all: number;
  active: number;
  paused: number;
  draft: number;
  archived: number;
}

export interface ApiProblem {
  path: string;
  blockId: string | null;
  field?: string | null;
  severity: "error" | "warning";
  code: string;
  message: string;
}

export interface WorkflowVersion {
  version: number;
  note: string;
  author: string | null;
  createdAt: string;
  live: boolean;
}

export interface BlockChange {
  id: string;
  name: string;
  change: "added" | "removed" | "changed";
  fields: { path: string; before: Json; after: Json }[];
}

export interface VersionDiff {
  blocks: BlockChange[];
  edges: { added: Definition["edges"]; removed: Definition["edges"] };
  settings: { path: string; before: Json; after: Json }[];
}

export interface RunError {
  code: string;
  message: string;
  /** The block that failed, by id: `step` in a run's error, `blockId` in its events. */
  step?: string | null;
  blockId?: string | null;
}

export interface RunItem {
  id: string;
  number: number;
  workflowId: string;
  workflowName: string;
  workflowVersion: number | null;
  versionRef: string;
  status: RunStatus;
  triggerType: string;
  /** The trigger block that fired. */
  triggerId: string | null;
  test: boolean;
  /** Nothing was written: steps say what they would have sent. */
  dryRun: boolean;
  /** What it was about, from its input; empty when that says nothing. */
  subject: string | null;
  summary: string | null;
  error: RunError | null;
  startedBy?: string;
  startedAt: string | null;
  completedAt: string | null;
  durationMs: number | null;
  createdAt: string;
}

export interface RunStep {
  id: string;
  stepId: string;
  name: string;
  type: string;
  status: StepStatus;
  reason: string | null;
  iteration: number[];
  attempts: number;
  attemptLog: { attempt: number; startedAt: string; completedAt: string | null; error: RunError | null }[];
  input: Json;
  output: Json;
  /** Of these only the beginning is here. */
  cut?: ("input" | "output")[];
  error: RunError | null;
  warnings: { path: string; message: string }[];
  log: { at: string; level: string; message: string }[];
  /** Taken over from the run this one goes on with; it was not executed again. */
  reused?: boolean;
  digest: string | null;
  port: string | null;
  until?: string | null;
  startedAt: string | null;
  completedAt: string | null;
  durationMs: number | null;
}

export interface Run extends RunItem {
  input: Json;
  output: Json;
  /** Of these only the beginning is here. */
  cut?: ("input" | "output")[];
  waiting: WaitingStep[];
  /** The place in line, from 1; null once it has begun. */
  queuePosition?: number | null;
  parentRunId?: string | null;
  resumedFrom?: string | null;
  retryOf: string | null;
  incidents?: Incident[];
  steps: RunStep[];
  /** Its values were erased. */
  redacted?: boolean;
  /** Steps inside containers by block and status, where `steps` does not hold them all. */
  stepCounts?: Record<string, Record<string, number>>;
  lastSeq: number;
}

export interface WaitingStep {
  stepId: string;
  blockId: string;
  reason: string;
  until: string | null;
  iteration?: number[];
  title?: string | null;
  approvers?: string[] | null;
  childRunId?: string | null;
}

/** A worker that was lost, or a write that came too late. */
export interface Incident {
  at: string;
  kind: string;
  message: string;
  host: string;
  pid: number | null;
  blocks: string[];
}

export interface Approval {
  id: string;
  runId: string;
  runNumber: number;
  workflowId: string;
  workflowName: string;
  stepId: string;
  blockId: string;
  title: string;
  description: string;
  /** Addresses and roles; empty: everybody who may decide approvals. */
  approvers: string[];
  form: Record<string, Json> | null;
  fourEyes: boolean;
  status: "waiting" | "approved" | "rejected" | "expired" | "closed";
  expiresAt: string | null;
  canDecide: boolean;
  /** Why the person may not decide it, or what became of it. */
  refusal: string | null;
  decidedBy: string | null;
  decidedAt: string | null;
  comment: string;
  answers: Json;
  createdAt: string;
}

/** What a waiting step may be told: an approval's decision, or what became of an uncertain write. */
export type Decision =
  | { approved: boolean; comment: string; form?: Json }
  | { happened: true; output?: Json }
  | { again: true }
  | { fail: true };

export type ResumeVersion = "same" | "draft" | "current";

export interface ResumePreview {
  reused: { blockId: string; name: string }[];
  runsAgain: { blockId: string; name: string; reason: "failed" | "chosen" | "changed" | "behind" }[];
}

export interface BulkOutcome {
  done: number;
  refused: { runId: string; number: number; code: string; message: string }[];
  cursor: string | null;
}

export interface RunCounts {
  all: number;
  failed: number;
  waiting: number;
  running: number;
  completed: number;
  cancelled: number;
}

export interface RunStats {
  total: number;
  completed: number;
  failed: number;
  waiting: number;
  medianMs: number | null;
  hours: { at: string; completed: number; failed: number; waiting: number; other: number }[];
}

export interface StartedRun {
  runId: string;
  status: RunStatus;
  workflowId: string;
  workflowVersion: number | null;
}

/** A run kept as a test of the draft. */
export interface RunTest {
  id: string;
  name: string;
  runNumber: number;
  status: "never" | "running" | "passed" | "failed";
  /** The last run was of the draft as it is now. */
  isCurrent: boolean;
  /** Steps that differ from the recording. */
  differing: number;
  lastRunId: string | null;
  createdBy: string;
  createdAt: string;
}

export interface RunTestDifference {
  /** What `ignored` takes. */
  place: string;
  part: "status" | "port" | "input" | "output" | "error";
  path: string;
  expected: Json;
  actual: Json;
}

export interface RunTestStep {
  blockId: string;
  iteration: string;
  name: string;
  change: "same" | "changed" | "missing" | "added";
  differences: RunTestDifference[];
}

export interface RunTestDetail extends RunTest {
  ignored: string[];
  steps: RunTestStep[];
}

/** How far a newcomer has come in the demo company; without a workflow where it is none. */
export interface FirstSteps {
  workflowId: string | null;
  failedRunId: string | null;
  ran: boolean;
  completed: boolean;
  built: boolean;
  connected: boolean;
}

/** What is known of the values: the newest run's input, and the newest output of each block; without an id while the workflow never ran. */
export interface Samples {
  runId: string | null;
  number: number | null;
  input: Json;
  steps: Record<string, { output: Json; error: RunError | null; runNumber: number }>;
}

export interface ApiKey {
  id: string;
  name: string;
  prefix: string;
  lastFour: string;
  scopes: string[];
  createdAt: string;
  lastUsedAt: string | null;
}

/** The key itself is answered once, when it is made. */
export type NewApiKey = ApiKey & { key: string };

export interface Member {
  id: string;
  name: string;
  email: string;
  initials: string;
  role: Role;
  joinedAt: string;
  /** The person has not set a password yet. */
  invited: boolean;
}

/** One message of the live socket, and one line of a run's event log. */
export interface RunEventMessage {
  seq: number;
  type: string;
  runId: string;
  blockId: string | null;
  at: string;
  data: Record<string, Json>;
}

type ValueKind = "list" | "object" | "text" | "value";

/** A page of what stands at a place of a large value. */
export interface ValuePart {
  path: (string | number)[];
  kind: ValueKind;
  /** Of entries, or of a text's characters. */
  count: number;
  from: number;
  /** Large ones only say how much there is. */
  entries: { key: string | number; kind: ValueKind; count: number; isWhole: boolean; value: Json }[];
  text: string | null;
  value: Json;
}

export interface ValueMatches {
  matches: { path: (string | number)[]; excerpt: string }[];
  hasMore: boolean;
}
