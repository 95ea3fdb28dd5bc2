with i as (insert into instance (input) values ('{"amount":50.0,"employee":"requester","purpose":"Visit of the customer"}') returning id) insert into approval (instance_id, approver) select id, 'approver' from i returning id \gset
update approval set status = 'APPROVED', decided_by = 'approver', decided_at = now() where id = :id;
