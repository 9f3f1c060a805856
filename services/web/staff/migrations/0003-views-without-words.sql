-- Words and documents that somebody searched for are consumers' names as often as not: a saved view no longer keeps them.
UPDATE app.staff_saved_views
   SET query = trim(BOTH '&' FROM regexp_replace(query, '(^|&)(texto|documento)=[^&]*', '', 'g'))
 WHERE query ~ '(^|&)(texto|documento)=';
DELETE FROM app.staff_saved_views WHERE query = '';
