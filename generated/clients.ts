// Generated from the contract of the database by `npm run codegen`. Do not edit.

import { type Call, type Transport } from '../client/runtime.ts'
import { acquireApiCapacities, type AcquireApiCapacitiesArgs, type AcquireApiCapacitiesError, type AcquireApiCapacitiesRow } from './functions/acquireApiCapacities.ts'
import { acquireApiCapacity, type AcquireApiCapacityArgs, type AcquireApiCapacityError, type AcquireApiCapacityRow } from './functions/acquireApiCapacity.ts'
import { cancelJob, type CancelJobArgs, type CancelJobError, type CancelJobRow } from './functions/cancelJob.ts'
import { claimJobs, type ClaimJobsArgs, type ClaimJobsError, type ClaimJobsRow } from './functions/claimJobs.ts'
import { completeJob, type CompleteJobArgs, type CompleteJobError, type CompleteJobRow } from './functions/completeJob.ts'
import { completeJobs, type CompleteJobsArgs, type CompleteJobsError, type CompleteJobsRow } from './functions/completeJobs.ts'
import { deadLetterJob, type DeadLetterJobArgs, type DeadLetterJobError, type DeadLetterJobRow } from './functions/deadLetterJob.ts'
import { enqueueJob, type EnqueueJobArgs, type EnqueueJobError, type EnqueueJobRow } from './functions/enqueueJob.ts'
import { enqueueJobs, type EnqueueJobsArgs, type EnqueueJobsError, type EnqueueJobsRow } from './functions/enqueueJobs.ts'
import { estimateApiCost, type EstimateApiCostArgs, type EstimateApiCostError, type EstimateApiCostRow } from './functions/estimateApiCost.ts'
import { failJob, type FailJobArgs, type FailJobError, type FailJobRow } from './functions/failJob.ts'
import { failJobs, type FailJobsArgs, type FailJobsError, type FailJobsRow } from './functions/failJobs.ts'
import { getContract, type GetContractError, type GetContractRow } from './functions/getContract.ts'
import { getJob, type GetJobArgs, type GetJobError, type GetJobRow } from './functions/getJob.ts'
import { health, type HealthError, type HealthRow } from './functions/health.ts'
import { heartbeatJobs, type HeartbeatJobsArgs, type HeartbeatJobsError, type HeartbeatJobsRow } from './functions/heartbeatJobs.ts'
import { leaseApiPermits, type LeaseApiPermitsArgs, type LeaseApiPermitsError, type LeaseApiPermitsRow } from './functions/leaseApiPermits.ts'
import { liftApiThrottle, type LiftApiThrottleArgs, type LiftApiThrottleError, type LiftApiThrottleRow } from './functions/liftApiThrottle.ts'
import { logAuditEvent, type LogAuditEventArgs, type LogAuditEventError, type LogAuditEventRow } from './functions/logAuditEvent.ts'
import { pauseJobType, type PauseJobTypeArgs, type PauseJobTypeError, type PauseJobTypeRow } from './functions/pauseJobType.ts'
import { pauseSchedule, type PauseScheduleArgs, type PauseScheduleError, type PauseScheduleRow } from './functions/pauseSchedule.ts'
import { peekApiCapacity, type PeekApiCapacityArgs, type PeekApiCapacityError, type PeekApiCapacityRow } from './functions/peekApiCapacity.ts'
import { reclaimTimedOutJobs, type ReclaimTimedOutJobsArgs, type ReclaimTimedOutJobsError, type ReclaimTimedOutJobsRow } from './functions/reclaimTimedOutJobs.ts'
import { redriveJobs, type RedriveJobsArgs, type RedriveJobsError, type RedriveJobsRow } from './functions/redriveJobs.ts'
import { releaseApiCapacities, type ReleaseApiCapacitiesArgs, type ReleaseApiCapacitiesError, type ReleaseApiCapacitiesRow } from './functions/releaseApiCapacities.ts'
import { releaseApiCapacity, type ReleaseApiCapacityArgs, type ReleaseApiCapacityError, type ReleaseApiCapacityRow } from './functions/releaseApiCapacity.ts'
import { removeApiRateLimit, type RemoveApiRateLimitArgs, type RemoveApiRateLimitError, type RemoveApiRateLimitRow } from './functions/removeApiRateLimit.ts'
import { reportApiThrottle, type ReportApiThrottleArgs, type ReportApiThrottleError, type ReportApiThrottleRow } from './functions/reportApiThrottle.ts'
import { rescheduleJob, type RescheduleJobArgs, type RescheduleJobError, type RescheduleJobRow } from './functions/rescheduleJob.ts'
import { resumeJobType, type ResumeJobTypeArgs, type ResumeJobTypeError, type ResumeJobTypeRow } from './functions/resumeJobType.ts'
import { resumeSchedule, type ResumeScheduleArgs, type ResumeScheduleError, type ResumeScheduleRow } from './functions/resumeSchedule.ts'
import { retryJob, type RetryJobArgs, type RetryJobError, type RetryJobRow } from './functions/retryJob.ts'
import { scheduleJob, type ScheduleJobArgs, type ScheduleJobError, type ScheduleJobRow } from './functions/scheduleJob.ts'
import { setApiRateLimit, type SetApiRateLimitArgs, type SetApiRateLimitError, type SetApiRateLimitRow } from './functions/setApiRateLimit.ts'
import { setConfiguration, type SetConfigurationArgs, type SetConfigurationError, type SetConfigurationRow } from './functions/setConfiguration.ts'
import { setJobType, type SetJobTypeArgs, type SetJobTypeError, type SetJobTypeRow } from './functions/setJobType.ts'
import { tick, type TickArgs, type TickError, type TickRow } from './functions/tick.ts'
import { unscheduleJob, type UnscheduleJobArgs, type UnscheduleJobError, type UnscheduleJobRow } from './functions/unscheduleJob.ts'

/** What a member of `headgate_observer` may call. */
export interface ObserverClient {
  /** What a call or job of a type will probably cost, by what such calls and jobs have cost before. */
  estimateApiCost(args: EstimateApiCostArgs): Call<EstimateApiCostRow, EstimateApiCostError>
  /** The contract of the functions deployed here, as the fingerprints of clients that can call them. */
  getContract(): Call<readonly GetContractRow[], GetContractError>
  /** All there is to know about a job: who, when, how often, why it failed, how long each phase took. */
  getJob(args: GetJobArgs): Call<GetJobRow, GetJobError>
  /** How the queue and its database are, one row a measure, the worst first. */
  health(): Call<readonly HealthRow[], HealthError>
  /** What an endpoint could take now, without taking anything. */
  peekApiCapacity(args: PeekApiCapacityArgs): Call<PeekApiCapacityRow, PeekApiCapacityError>
}

/** Calls for a connection whose role is a member of `headgate_observer`. */
export function observerClient(transport: Transport): ObserverClient {
  return {
    estimateApiCost: (args) => estimateApiCost(transport, args),
    getContract: () => getContract(transport),
    getJob: (args) => getJob(transport, args),
    health: () => health(transport),
    peekApiCapacity: (args) => peekApiCapacity(transport, args),
  }
}

/** What a member of `headgate_operator` may call. */
export interface OperatorClient {
  /** Cancels a job that waits or runs. */
  cancelJob(args: CancelJobArgs): Call<CancelJobRow, CancelJobError>
  /** Gives a job up: it stays on the record as a dead letter until redrive_jobs or retry_job puts it back in line. */
  deadLetterJob(args: DeadLetterJobArgs): Call<DeadLetterJobRow, DeadLetterJobError>
  /** Puts a job in line, in the caller's transaction. */
  enqueueJob(args: EnqueueJobArgs): Call<EnqueueJobRow, EnqueueJobError>
  /** Puts many jobs in line at once: all of them or, if one is bad, none. */
  enqueueJobs(args: EnqueueJobsArgs): Call<readonly EnqueueJobsRow[], EnqueueJobsError>
  /** What a call or job of a type will probably cost, by what such calls and jobs have cost before. */
  estimateApiCost(args: EstimateApiCostArgs): Call<EstimateApiCostRow, EstimateApiCostError>
  /** The contract of the functions deployed here, as the fingerprints of clients that can call them. */
  getContract(): Call<readonly GetContractRow[], GetContractError>
  /** All there is to know about a job: who, when, how often, why it failed, how long each phase took. */
  getJob(args: GetJobArgs): Call<GetJobRow, GetJobError>
  /** How the queue and its database are, one row a measure, the worst first. */
  health(): Call<readonly HealthRow[], HealthError>
  /** Forgets what refusals have made of an endpoint: it is no longer blocked, and its limits are in force in full. For example when a spend cap was raised. */
  liftApiThrottle(args: LiftApiThrottleArgs): Call<LiftApiThrottleRow, LiftApiThrottleError>
  /** Puts an event on the record: what a handler read or wrote elsewhere, for whom, and on whose behalf. */
  logAuditEvent(args: LogAuditEventArgs): Call<LogAuditEventRow, LogAuditEventError>
  /** Stops giving out jobs of a type. They can still be enqueued; what runs goes on. */
  pauseJobType(args: PauseJobTypeArgs): Call<PauseJobTypeRow, PauseJobTypeError>
  /** Stops a recurring job until resume_schedule. What falls into the pause is not made up for. */
  pauseSchedule(args: PauseScheduleArgs): Call<PauseScheduleRow, PauseScheduleError>
  /** What an endpoint could take now, without taking anything. */
  peekApiCapacity(args: PeekApiCapacityArgs): Call<PeekApiCapacityRow, PeekApiCapacityError>
  /** Takes back the jobs of leases that ran out: their worker is taken for dead. */
  reclaimTimedOutJobs(args?: ReclaimTimedOutJobsArgs): Call<readonly ReclaimTimedOutJobsRow[], ReclaimTimedOutJobsError>
  /** Puts dead letters of a type back in line, oldest jobs first, with their attempts given back. */
  redriveJobs(args: RedriveJobsArgs): Call<readonly RedriveJobsRow[], RedriveJobsError>
  /** Settles many reservations at once, each with what its call really cost: all of them or, if one is bad, none. */
  releaseApiCapacities(args: ReleaseApiCapacitiesArgs): Call<readonly ReleaseApiCapacitiesRow[], ReleaseApiCapacitiesError>
  /** Settles a reservation with what the call really cost. */
  releaseApiCapacity(args: ReleaseApiCapacityArgs): Call<ReleaseApiCapacityRow, ReleaseApiCapacityError>
  /** Forgets an endpoint and its limits. Nothing may refer to it any more: no job type, no job that runs, no open reservation, no scope that it contains. */
  removeApiRateLimit(args: RemoveApiRateLimitArgs): Call<RemoveApiRateLimitRow, RemoveApiRateLimitError>
  /** Tells the limiter what a provider answered: after a refusal nobody is granted anything of the endpoint until the provider takes calls again, and then less than before, slowly rising to the limits that were set. */
  reportApiThrottle(args: ReportApiThrottleArgs): Call<ReportApiThrottleRow, ReportApiThrottleError>
  /** Puts a job back in line after a delay, without consuming an attempt. */
  rescheduleJob(args: RescheduleJobArgs): Call<RescheduleJobRow, RescheduleJobError>
  /** Gives out jobs of a paused type again. */
  resumeJobType(args: ResumeJobTypeArgs): Call<ResumeJobTypeRow, ResumeJobTypeError>
  /** Lets a paused recurring job go on, with its first occurrence from now. */
  resumeSchedule(args: ResumeScheduleArgs): Call<ResumeScheduleRow, ResumeScheduleError>
  /** Makes a job run again at a given time. */
  retryJob(args: RetryJobArgs): Call<RetryJobRow, RetryJobError>
  /** Has a job enqueued again and again, or changes how. Each call describes the schedule in full: what is left out goes back to its default. */
  scheduleJob(args: ScheduleJobArgs): Call<ScheduleJobRow, ScheduleJobError>
  /** Sets the limits of an endpoint, live: what is taken and what is reserved stays. */
  setApiRateLimit(args: SetApiRateLimitArgs): Call<SetApiRateLimitRow, SetApiRateLimitError>
  /** Changes a setting. Seeds will leave it alone from then on. */
  setConfiguration(args: SetConfigurationArgs): Call<SetConfigurationRow, SetConfigurationError>
  /** Registers a job type, or changes one. Jobs already enqueued keep the attempts and deadline they were given. */
  setJobType(args: SetJobTypeArgs): Call<SetJobTypeRow, SetJobTypeError>
  /** Does everything that is due: enqueues recurring jobs, brings due jobs into line, reclaims the jobs of dead workers, expires reservations, lets estimates learn, moves heads, makes room in the ledger, forgets what is past its retention. */
  tick(args?: TickArgs): Call<TickRow, TickError>
  /** Ends a recurring job. Jobs already enqueued stay. */
  unscheduleJob(args: UnscheduleJobArgs): Call<UnscheduleJobRow, UnscheduleJobError>
}

/** Calls for a connection whose role is a member of `headgate_operator`. */
export function operatorClient(transport: Transport): OperatorClient {
  return {
    cancelJob: (args) => cancelJob(transport, args),
    deadLetterJob: (args) => deadLetterJob(transport, args),
    enqueueJob: (args) => enqueueJob(transport, args),
    enqueueJobs: (args) => enqueueJobs(transport, args),
    estimateApiCost: (args) => estimateApiCost(transport, args),
    getContract: () => getContract(transport),
    getJob: (args) => getJob(transport, args),
    health: () => health(transport),
    liftApiThrottle: (args) => liftApiThrottle(transport, args),
    logAuditEvent: (args) => logAuditEvent(transport, args),
    pauseJobType: (args) => pauseJobType(transport, args),
    pauseSchedule: (args) => pauseSchedule(transport, args),
    peekApiCapacity: (args) => peekApiCapacity(transport, args),
    reclaimTimedOutJobs: (args) => reclaimTimedOutJobs(transport, args),
    redriveJobs: (args) => redriveJobs(transport, args),
    releaseApiCapacities: (args) => releaseApiCapacities(transport, args),
    releaseApiCapacity: (args) => releaseApiCapacity(transport, args),
    removeApiRateLimit: (args) => removeApiRateLimit(transport, args),
    reportApiThrottle: (args) => reportApiThrottle(transport, args),
    rescheduleJob: (args) => rescheduleJob(transport, args),
    resumeJobType: (args) => resumeJobType(transport, args),
    resumeSchedule: (args) => resumeSchedule(transport, args),
    retryJob: (args) => retryJob(transport, args),
    scheduleJob: (args) => scheduleJob(transport, args),
    setApiRateLimit: (args) => setApiRateLimit(transport, args),
    setConfiguration: (args) => setConfiguration(transport, args),
    setJobType: (args) => setJobType(transport, args),
    tick: (args) => tick(transport, args),
    unscheduleJob: (args) => unscheduleJob(transport, args),
  }
}

/** What a member of `headgate_producer` may call. */
export interface ProducerClient {
  /** Cancels a job that waits or runs. */
  cancelJob(args: CancelJobArgs): Call<CancelJobRow, CancelJobError>
  /** Puts a job in line, in the caller's transaction. */
  enqueueJob(args: EnqueueJobArgs): Call<EnqueueJobRow, EnqueueJobError>
  /** Puts many jobs in line at once: all of them or, if one is bad, none. */
  enqueueJobs(args: EnqueueJobsArgs): Call<readonly EnqueueJobsRow[], EnqueueJobsError>
  /** What a call or job of a type will probably cost, by what such calls and jobs have cost before. */
  estimateApiCost(args: EstimateApiCostArgs): Call<EstimateApiCostRow, EstimateApiCostError>
  /** The contract of the functions deployed here, as the fingerprints of clients that can call them. */
  getContract(): Call<readonly GetContractRow[], GetContractError>
  /** All there is to know about a job: who, when, how often, why it failed, how long each phase took. */
  getJob(args: GetJobArgs): Call<GetJobRow, GetJobError>
  /** Puts an event on the record: what a handler read or wrote elsewhere, for whom, and on whose behalf. */
  logAuditEvent(args: LogAuditEventArgs): Call<LogAuditEventRow, LogAuditEventError>
  /** What an endpoint could take now, without taking anything. */
  peekApiCapacity(args: PeekApiCapacityArgs): Call<PeekApiCapacityRow, PeekApiCapacityError>
}

/** Calls for a connection whose role is a member of `headgate_producer`. */
export function producerClient(transport: Transport): ProducerClient {
  return {
    cancelJob: (args) => cancelJob(transport, args),
    enqueueJob: (args) => enqueueJob(transport, args),
    enqueueJobs: (args) => enqueueJobs(transport, args),
    estimateApiCost: (args) => estimateApiCost(transport, args),
    getContract: () => getContract(transport),
    getJob: (args) => getJob(transport, args),
    logAuditEvent: (args) => logAuditEvent(transport, args),
    peekApiCapacity: (args) => peekApiCapacity(transport, args),
  }
}

/** What a member of `headgate_worker` may call. */
export interface WorkerClient {
  /** Takes capacity of an endpoint for many calls at once: for all of them or, if one does not fit, for none. */
  acquireApiCapacities(args: AcquireApiCapacitiesArgs): Call<readonly AcquireApiCapacitiesRow[], AcquireApiCapacitiesError>
  /** Takes capacity of an endpoint for one call: every dimension that it limits and one place among the concurrent calls, of the endpoint and of all scopes that contain it, together or not at all. */
  acquireApiCapacity(args: AcquireApiCapacityArgs): Call<AcquireApiCapacityRow, AcquireApiCapacityError>
  /** Gives a worker jobs that it may start now: ready, not paused, and with the capacity of their endpoint already taken. */
  claimJobs(args: ClaimJobsArgs): Call<readonly ClaimJobsRow[], ClaimJobsError>
  /** Reports that a held job is done. */
  completeJob(args: CompleteJobArgs): Call<CompleteJobRow, CompleteJobError>
  /** Reports that many held jobs are done, each with an outcome of its own. */
  completeJobs(args: CompleteJobsArgs): Call<readonly CompleteJobsRow[], CompleteJobsError>
  /** Gives a job up: it stays on the record as a dead letter until redrive_jobs or retry_job puts it back in line. */
  deadLetterJob(args: DeadLetterJobArgs): Call<DeadLetterJobRow, DeadLetterJobError>
  /** Puts a job in line, in the caller's transaction. */
  enqueueJob(args: EnqueueJobArgs): Call<EnqueueJobRow, EnqueueJobError>
  /** Puts many jobs in line at once: all of them or, if one is bad, none. */
  enqueueJobs(args: EnqueueJobsArgs): Call<readonly EnqueueJobsRow[], EnqueueJobsError>
  /** What a call or job of a type will probably cost, by what such calls and jobs have cost before. */
  estimateApiCost(args: EstimateApiCostArgs): Call<EstimateApiCostRow, EstimateApiCostError>
  /** Reports that an attempt at a held job failed. */
  failJob(args: FailJobArgs): Call<FailJobRow, FailJobError>
  /** Reports that attempts at many held jobs failed, each with an outcome of its own. */
  failJobs(args: FailJobsArgs): Call<readonly FailJobsRow[], FailJobsError>
  /** The contract of the functions deployed here, as the fingerprints of clients that can call them. */
  getContract(): Call<readonly GetContractRow[], GetContractError>
  /** All there is to know about a job: who, when, how often, why it failed, how long each phase took. */
  getJob(args: GetJobArgs): Call<GetJobRow, GetJobError>
  /** Says that the holder of a lease is alive, and extends the lease. */
  heartbeatJobs(args: HeartbeatJobsArgs): Call<HeartbeatJobsRow, HeartbeatJobsError>
  /** Takes permits for up to so many calls, which a worker may spend by itself, without a call for each. */
  leaseApiPermits(args: LeaseApiPermitsArgs): Call<LeaseApiPermitsRow, LeaseApiPermitsError>
  /** Puts an event on the record: what a handler read or wrote elsewhere, for whom, and on whose behalf. */
  logAuditEvent(args: LogAuditEventArgs): Call<LogAuditEventRow, LogAuditEventError>
  /** What an endpoint could take now, without taking anything. */
  peekApiCapacity(args: PeekApiCapacityArgs): Call<PeekApiCapacityRow, PeekApiCapacityError>
  /** Takes back the jobs of leases that ran out: their worker is taken for dead. */
  reclaimTimedOutJobs(args?: ReclaimTimedOutJobsArgs): Call<readonly ReclaimTimedOutJobsRow[], ReclaimTimedOutJobsError>
  /** Settles many reservations at once, each with what its call really cost: all of them or, if one is bad, none. */
  releaseApiCapacities(args: ReleaseApiCapacitiesArgs): Call<readonly ReleaseApiCapacitiesRow[], ReleaseApiCapacitiesError>
  /** Settles a reservation with what the call really cost. */
  releaseApiCapacity(args: ReleaseApiCapacityArgs): Call<ReleaseApiCapacityRow, ReleaseApiCapacityError>
  /** Tells the limiter what a provider answered: after a refusal nobody is granted anything of the endpoint until the provider takes calls again, and then less than before, slowly rising to the limits that were set. */
  reportApiThrottle(args: ReportApiThrottleArgs): Call<ReportApiThrottleRow, ReportApiThrottleError>
  /** Puts a job back in line after a delay, without consuming an attempt. */
  rescheduleJob(args: RescheduleJobArgs): Call<RescheduleJobRow, RescheduleJobError>
  /** Makes a job run again at a given time. */
  retryJob(args: RetryJobArgs): Call<RetryJobRow, RetryJobError>
  /** Does everything that is due: enqueues recurring jobs, brings due jobs into line, reclaims the jobs of dead workers, expires reservations, lets estimates learn, moves heads, makes room in the ledger, forgets what is past its retention. */
  tick(args?: TickArgs): Call<TickRow, TickError>
}

/** Calls for a connection whose role is a member of `headgate_worker`. */
export function workerClient(transport: Transport): WorkerClient {
  return {
    acquireApiCapacities: (args) => acquireApiCapacities(transport, args),
    acquireApiCapacity: (args) => acquireApiCapacity(transport, args),
    claimJobs: (args) => claimJobs(transport, args),
    completeJob: (args) => completeJob(transport, args),
    completeJobs: (args) => completeJobs(transport, args),
    deadLetterJob: (args) => deadLetterJob(transport, args),
    enqueueJob: (args) => enqueueJob(transport, args),
    enqueueJobs: (args) => enqueueJobs(transport, args),
    estimateApiCost: (args) => estimateApiCost(transport, args),
    failJob: (args) => failJob(transport, args),
    failJobs: (args) => failJobs(transport, args),
    getContract: () => getContract(transport),
    getJob: (args) => getJob(transport, args),
    heartbeatJobs: (args) => heartbeatJobs(transport, args),
    leaseApiPermits: (args) => leaseApiPermits(transport, args),
    logAuditEvent: (args) => logAuditEvent(transport, args),
    peekApiCapacity: (args) => peekApiCapacity(transport, args),
    reclaimTimedOutJobs: (args) => reclaimTimedOutJobs(transport, args),
    releaseApiCapacities: (args) => releaseApiCapacities(transport, args),
    releaseApiCapacity: (args) => releaseApiCapacity(transport, args),
    reportApiThrottle: (args) => reportApiThrottle(transport, args),
    rescheduleJob: (args) => rescheduleJob(transport, args),
    retryJob: (args) => retryJob(transport, args),
    tick: (args) => tick(transport, args),
  }
}
