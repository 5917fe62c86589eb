const text = { type: 'string' };
const address = { type: 'string', format: 'uri' };
const moment = { type: 'string', format: 'date-time' };
const extensions = { '^_': { type: 'object' } };
const authors = { type: 'array', items: { type: 'object', properties: { name: text, url: address, avatar: address } } };

const attachment = {
  type: 'object',
  properties: { url: address, mime_type: text, title: text, size_in_bytes: { type: 'integer' } },
  required: ['url', 'mime_type'],
  additionalProperties: false,
};

const item = {
  type: 'object',
  properties: {
    id: text,
    url: address,
    external_url: address,
    title: text,
    content_html: text,
    content_text: text,
    summary: text,
    image: address,
    banner_image: address,
    date_published: moment,
    date_modified: moment,
    authors,
    tags: { type: 'array', items: text },
    language: text,
    attachments: { type: 'array', items: attachment },
  },
  patternProperties: extensions,
  required: ['id'],
  anyOf: [{ required: ['content_html'] }, { required: ['content_text'] }],
  additionalProperties: false,
};

/** JSON Feed 1.1 as https://www.jsonfeed.org/version/1.1/ describes it: there is no official schema. */
export const jsonFeedSchema = {
  type: 'object',
  properties: {
    version: { const: 'https://jsonfeed.org/version/1.1' },
    title: text,
    home_page_url: address,
    feed_url: address,
    description: text,
    user_comment: text,
    next_url: address,
    icon: address,
    favicon: address,
    authors,
    language: text,
    expired: { type: 'boolean' },
    hubs: { type: 'array' },
    items: { type: 'array', items: item, uniqueItems: true },
  },
  patternProperties: extensions,
  required: ['version', 'title', 'items'],
  additionalProperties: false,
};
