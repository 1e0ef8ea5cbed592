import type { WatchSeverity } from '../../inventory/watch-event.ts';
import type { Message } from '../../ports/telling.ts';
import { type HttpRequest, jsonRequest, shortened } from './request.ts';

/** https://docs.ntfy.sh/publish/#publish-as-json: the topic stands in the body, and the root of the server is asked. */
export function ntfyRequest(
  { title, text, severity, link }: Message,
  { url, topic, token }: { readonly url: string; readonly topic: string; readonly token?: string },
): HttpRequest {
  const priority: Readonly<Record<WatchSeverity, number>> = { info: 2, warning: 4, critical: 5 };
  return jsonRequest(
    url,
    {
      topic,
      title: shortened(title, 250),
      message: shortened(text, 4000),
      priority: priority[severity],
      tags: [
        severity === 'critical'
          ? 'rotating_light'
          : severity === 'warning'
            ? 'warning'
            : 'information_source',
      ],
      ...(link === null ? {} : { click: link }),
    },
    token === undefined ? {} : { authorization: `Bearer ${token}` },
  );
}

/** https://gotify.net/docs/pushmsg: the key goes into a header, never into the address. */
export function gotifyRequest(
  { title, text, severity, link }: Message,
  { url, token }: { readonly url: string; readonly token: string },
): HttpRequest {
  const priority: Readonly<Record<WatchSeverity, number>> = { info: 2, warning: 5, critical: 8 };
  const extras = link === null ? {} : { extras: { 'client::notification': { click: { url: link } } } };
  return jsonRequest(
    `${url.replace(/\/+$/, '')}/message`,
    { title, message: text, priority: priority[severity], ...extras },
    { 'x-gotify-key': token },
  );
}

/** https://docs.slack.dev/reference/block-kit: 3,000 characters a section, and & < > written as entities. */
export function slackRequest({ title, text, link }: Message, { url }: { readonly url: string }): HttpRequest {
  const blocks = [
    {
      type: 'section',
      text: { type: 'mrkdwn', text: shortened(`*${entities(title)}*\n${entities(text)}`, 3000) },
    },
    ...(link === null
      ? []
      : [{ type: 'context', elements: [{ type: 'mrkdwn', text: `<${entities(link)}|The episode>` }] }]),
  ];
  return jsonRequest(url, { text: shortened(entities(title), 3000), blocks });
}

/** Mattermost reads Slack's plain form; Markdown of names is escaped. */
export function mattermostRequest(
  { title, text, link }: Message,
  { url }: { readonly url: string },
): HttpRequest {
  const more = link === null ? '' : `\n${link}`;
  return jsonRequest(url, { text: shortened(`**${markdown(title)}**\n${markdown(text)}${more}`, 16_000) });
}

/** https://docs.discord.com/developers/resources/webhook: 2,000 characters, and nobody is pinged by a name. */
export function discordRequest(
  { title, text, link, severity }: Message,
  { url }: { readonly url: string },
): HttpRequest {
  const colour: Readonly<Record<WatchSeverity, number>> = {
    info: 0x0b5d74,
    warning: 0x7d5200,
    critical: 0xa8321a,
  };
  return jsonRequest(url, {
    content: shortened(markdown(title), 2000),
    embeds: [
      {
        description: shortened(markdown(text), 4096),
        color: colour[severity],
        ...(link === null ? {} : { url: link, title: 'The episode' }),
      },
    ],
    allowed_mentions: { parse: [] },
  });
}

/** An adaptive card for a workflow's address: connectors of Office 365 ended in 2026. 28 KB at most. */
export function teamsRequest(
  { title, text, link, severity }: Message,
  { url }: { readonly url: string },
): HttpRequest {
  const colour: Readonly<Record<WatchSeverity, string>> = {
    info: 'Accent',
    warning: 'Warning',
    critical: 'Attention',
  };
  return jsonRequest(url, {
    type: 'message',
    attachments: [
      {
        contentType: 'application/vnd.microsoft.card.adaptive',
        contentUrl: null,
        content: {
          $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
          type: 'AdaptiveCard',
          version: '1.4',
          body: [
            {
              type: 'TextBlock',
              text: markdown(title),
              weight: 'Bolder',
              color: colour[severity],
              wrap: true,
            },
            { type: 'TextBlock', text: shortened(markdown(text), 20_000), wrap: true },
          ],
          ...(link === null
            ? {}
            : { actions: [{ type: 'Action.OpenUrl', title: 'The episode', url: link }] }),
        },
      },
    ],
  });
}

/** https://core.telegram.org/bots/api#sendmessage: 4,096 characters; without parse_mode no name can break it. */
export function telegramRequest(
  { title, text, link }: Message,
  { url, token, chat }: { readonly url?: string; readonly token: string; readonly chat: string },
): HttpRequest {
  const more = link === null ? '' : `\n${link}`;
  return jsonRequest(`${(url ?? 'https://api.telegram.org').replace(/\/+$/, '')}/bot${token}/sendMessage`, {
    chat_id: chat,
    text: shortened(`${title}\n${text}`, 4096 - more.length) + more,
    link_preview_options: { is_disabled: true },
  });
}

/** https://github.com/caronc/apprise-api: POST to its address, which ends with /notify/KEY. */
export function appriseRequest(
  { title, text, severity, link }: Message,
  { url }: { readonly url: string },
): HttpRequest {
  const type: Readonly<Record<WatchSeverity, string>> = {
    info: 'info',
    warning: 'warning',
    critical: 'failure',
  };
  const body = link === null ? text : `${text}\n${link}`;
  return jsonRequest(url, {
    title,
    body,
    type: type[severity],
    format: 'text',
  });
}

function entities(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** A name may hold what means something in Markdown; @ begins a mention. */
function markdown(text: string): string {
  return text.replaceAll(/[\\`*_{}[\]()#+!|>~<-]/g, String.raw`\$&`).replaceAll('@', '@\u200b');
}
