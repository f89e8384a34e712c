import type { CallRef } from '../../hunter/ports/phone.js';
import { type Calls, refOf } from './calls.js';
import { confirmGone, dropSession, hangUpLeg } from './dropper.js';
import type { EndByDialog } from './end-by-dialog.js';
import type { HandedOver } from './handed-over.js';
import type { ToolsOf } from './line-tools.js';

interface DropCallTools {
  readonly calls: Calls;
  readonly handedOver: HandedOver;
  readonly endByDialog: EndByDialog;
  readonly toolsOf: ToolsOf;
}

/** Ends a call: our own leg first, REST when that is not there or not enough. True once it is gone, or is somebody's talk. */
export async function dropCall(
  ref: CallRef | { readonly callId: string },
  { calls, handedOver, endByDialog, toolsOf }: DropCallTools,
): Promise<boolean> {
  const { callId } = ref;
  const call = calls.get(callId);
  if (call) {
    call.unwanted = true;
    call.handOver?.agentGone.abort();
    // A bridge may be on its way: only when it is decided is it known whether a talk has begun.
    await Promise.allSettled([call.dialling, call.handOver?.done]);
  }
  // One turn later the hand-over's outcome has been taken in.
  await new Promise<void>((resume) => setImmediate(resume));
  if (handedOver.has(callId) || call?.over) return true;
  const given = 'sessionId' in ref && ref.sessionId !== '' ? ref : undefined;
  const ids = given ?? (call && refOf(call));
  const line = ids?.line ?? call?.request.line;
  if (!line) return true;
  const tools = toolsOf(line);
  const softphone = calls.softphoneOf(callId);
  const hungUp = softphone ? await hangUpLeg(softphone, call?.leg ?? callId, tools) : false;
  if (hungUp && ids) void confirmGone(ids, tools);
  // Without a session there is nothing else of ours that could be ended. One that no leg of ours is in may be a talk by now. What was refused
  // before is refused again: asking each time would take the requests that hand-overs need.
  const overRest = async (): Promise<boolean> => {
    if (!ids) return !softphone;
    const isRefused = (await tools.controlRights?.of(line.extensionId)) === 'refused';
    return !isRefused && dropSession(ids, !softphone, tools);
  };
  const gone = hungUp || (await overRest()) || (!softphone && (await endByDialog.end(line, callId, call?.dialog)));
  if (gone && call) calls.finish(call, 'us', 'We hung up.');
  return gone;
}
