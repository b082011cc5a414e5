// Generated from the contract of the database by `npm run codegen`. Do not edit.

/** The hash of the contract that these files were generated from, without its documentation. */
export const contractHash = 'a7bdd631fa1b290e521cf749d15deb1616a9b4590d91bd4e1748d6b4f5931a05'

/** What callers of each function rely on, as a fingerprint: that of the database must be the same. */
export const fingerprints: Readonly<Record<string, string>> = {
  acquire_api_capacity: '2663655df33b6debfff2da514dcb7fed',
  cancel_job: '705ba15765d0bf89bcd8c412fe1a43af',
  claim_jobs: '067631e5b0613fec2841d8ce715691b2',
  complete_job: 'f6fc5623ec5d4d364ffacaad266b83fe',
  complete_jobs: 'fa298d34d48cf3226e1368b4210f2762',
  dead_letter_job: 'af992d7e4e51098427522fff37c8a281',
  enqueue_job: '65164481da051f3b19b86a69e9deb457',
  enqueue_jobs: '3ec19e68212f42b7cb00055e9e5baeb4',
  fail_job: 'c4ac133ad82f5e2cf4e1b393edf1c7b5',
  fail_jobs: '53da73f8883b6989c26654a1730b49ce',
  get_contract: 'eb323086dedb30ccc3c7d88c6b537d4c',
  get_job: '5909cc4586f1bf0be32cc28eae10da48',
  health: '5822a5fbab6fe2941177a825364bde41',
  heartbeat_jobs: 'b2cef21ffcad5dbcd4cf362653500ea0',
  log_audit_event: '6570a832d8f6aef46ccded8b621413bc',
  pause_job_type: '4a1ed0c7a289c789e8a7dc1583b6d526',
  pause_schedule: 'dbb90cd60cb333677283ff66230a830f',
  peek_api_capacity: '24bb96c3f49fe6c8fcdbd4a2c62dc6f3',
  reclaim_timed_out_jobs: '7206cebbfd0f1d06a46afffd170ed1d1',
  redrive_jobs: 'e25d7dcbc42f68125e9e7664e737f660',
  release_api_capacity: '5bb97d46204dbc92091a6ba11124768c',
  reschedule_job: '764c69998e27e80e4907abf4da21aa11',
  resume_job_type: '248ab94d2c809a9ebcbf24a4f11d7a73',
  resume_schedule: '4f8ac196395e32e9c4549234536711d6',
  retry_job: 'b8d33275d852b52b8add4befd5e78f5c',
  schedule_job: '7a056d56e049660be9847f13f699dbc8',
  set_api_rate_limit: '209c34114253629496c27c4d398bb10f',
  set_configuration: '86994fa2c8e0ff1b81c3e71958a77c5b',
  set_job_type: '43ff9237efe0b3391ece72457261aafc',
  tick: '91398c2c25a5b2578b5ee2a0e3dd4263',
  unschedule_job: '7221dbb15b270765de3750679f1e9802',
}
