create view headgate.system_configuration as
select c.key, c.value, c.value_type, c.minimum, c.maximum, c.unit, c.description, c.origin, c.updated_at, c.updated_by
from headgate_private.system_configuration c;

comment on view headgate.system_configuration is 'The settings: value, type, range, meaning. set_configuration changes them.';
comment on column headgate.system_configuration.key is 'Name of the setting.';
comment on column headgate.system_configuration.value is 'Its value.';
comment on column headgate.system_configuration.value_type is 'integer, number, boolean or text.';
comment on column headgate.system_configuration.minimum is 'Smallest value accepted; null: none.';
comment on column headgate.system_configuration.maximum is 'Largest value accepted; null: none.';
comment on column headgate.system_configuration.unit is 'Unit of the value, where it has one.';
comment on column headgate.system_configuration.description is 'What the setting does.';
comment on column headgate.system_configuration.origin is 'seed, environment or operator.';
comment on column headgate.system_configuration.updated_at is 'When the value was last changed.';
comment on column headgate.system_configuration.updated_by is 'Who changed it last.';
