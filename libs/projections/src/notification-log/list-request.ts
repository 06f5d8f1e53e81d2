import { CHANNELS } from '@app/contracts';

import { formatListCursor, parseListCursor, type FilterValues } from '../http/list-cursor.js';
import { limitOf, parameter, refuseOtherParameters, type QueryParameters } from '../http/list-parameters.js';
import { choiceParameter, identifierParameter } from '../http/value-parameters.js';
import type { ListPlace } from '../sql/list-page.js';
import { LISTED_STATUSES, type NotificationFilters, type PageRequest } from './list-notifications.query.js';

const PARAMETERS = ['user_id', 'status', 'channel', 'limit', 'cursor'];

/** Reads the parameters of `GET /v1/notifications`. @throws ProblemError 400 that names the parameter */
export function parsePageRequest(query: QueryParameters): PageRequest {
  refuseOtherParameters(query, PARAMETERS);
  const filters: NotificationFilters = {
    userId: identifierParameter(query, 'user_id'),
    status: choiceParameter(query, 'status', LISTED_STATUSES),
    channel: choiceParameter(query, 'channel', CHANNELS),
  };
  const limit = limitOf(query);
  const after = parameter(
    query,
    'cursor',
    (cursor) => parseListCursor(cursor, valuesOf(filters)),
    'is no cursor of this list',
  );
  return { filters, limit, after };
}

/** Leads to what comes after a place in the list of these filters. */
export function cursorOf(place: ListPlace, filters: NotificationFilters): string {
  return formatListCursor(place, valuesOf(filters));
}

function valuesOf({ userId, status, channel }: NotificationFilters): FilterValues {
  return [userId, status, channel];
}
