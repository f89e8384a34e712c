import { ApiError } from './api-error.js';

/** An error of the token endpoint: the platform's body with RFC 6749's `error` in it. */
export function oauthError(status: number, errorCode: string, error: string, message: string): ApiError {
  return new ApiError(status, errorCode, message, { error, error_description: message });
}
