insert into plain (input) values ('{"amount":50.0,"employee":"requester","purpose":"Visit of the customer"}');
