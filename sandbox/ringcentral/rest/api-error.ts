/** An error answer of the platform: the first error is repeated at the top, as every real sample shows. */
export class ApiError extends Error {
  override name = 'ApiError';
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    status: number,
    errorCode: string,
    message: string,
    more: Readonly<Record<string, unknown>> = {},
    headers: Readonly<Record<string, string>> = {},
  ) {
    super(message);
    this.status = status;
    const { error, error_description, ...fields } = more;
    const oauth = error === undefined ? {} : { error, error_description };
    this.body = { errorCode, message, ...oauth, errors: [{ errorCode, message, ...fields }], ...fields };
    this.headers = headers;
  }
}

export const invalidParameter = (name: string, value: unknown = undefined, status = 400): ApiError =>
  new ApiError(status, 'CMN-101', `Parameter [${name}] value is invalid.`, {
    parameterName: name,
    ...(value === undefined ? {} : { parameterValue: String(value) }),
  });

export const notFound = (name: string, value: string, status = 404): ApiError =>
  new ApiError(status, 'CMN-102', `Resource for parameter [${name}] is not found.`, {
    parameterName: name,
    parameterValue: value,
  });

export const unknownPath = (): ApiError => new ApiError(404, 'CMN-120', 'Invalid URI');

export const badJson = (): ApiError => new ApiError(400, 'CMN-103', 'Unparsable JSON in request body.');

export const appPermission = (name: string): ApiError =>
  new ApiError(403, 'CMN-401', `In order to call this API endpoint, application needs to have [${name}] permission`, {
    permissionName: name,
  });

export const userPermission = (name: string): ApiError =>
  new ApiError(
    403,
    'CMN-408',
    `In order to call this API endpoint, user needs to have [${name}] permission for requested resource.`,
    { permissionName: name },
  );

/** Telephony has no published codes for this; clients know it by 409 and the text. */
export const incorrectState = (what: string): ApiError => new ApiError(409, 'TAS-102', `Incorrect State: ${what}`);

/** Control of a call that is not the user's own. The code was seen in the field; the sentence is ours. */
export const notYourCall = (): ApiError =>
  new ApiError(403, 'TAS-106', 'This user may not control a call of another extension');

export const tooMany = (headers: Readonly<Record<string, string>>): ApiError =>
  new ApiError(429, 'CMN-301', 'Request rate exceeded', {}, headers);
