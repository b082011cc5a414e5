-- Nobody changes the record, the owner's functions included.
create trigger audit_log_is_append_only
  before update or delete on headgate_private.audit_log
  for each row execute function headgate_private.refuse_audit_change();
create trigger audit_log_is_not_truncated
  before truncate on headgate_private.audit_log
  for each statement execute function headgate_private.refuse_audit_change();
