-- When everything is looked through again is told by the clock alone.

alter table headgate_private.sweep drop column swept_whole_at;
