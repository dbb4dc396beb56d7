import { always } from '../condition/condition.js';
import { match } from '../extension/extension.js';
import { text } from '../extension/types/words.js';

/** The kernel keeps so many characters; iptables cuts what is longer. */
const kept = 255;

/**
 * Says something to people; matches every packet.
 * @see linux net/netfilter/xt_comment.c comment_mt
 * @see iptables extensions/libxt_comment.c
 */
export default match({
  name: 'comment',
  families: [4, 6],
  options: { comment: { type: text(0, Number.MAX_SAFE_INTEGER), required: true } },
  condition: () => always,
  says: ({ comment }) => comment?.value.slice(0, kept),
});
