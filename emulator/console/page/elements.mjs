/**
 * An element. Children are nodes or texts; a text is shown as it is and never read as markup.
 *
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Record<string, string>} [attributes]
 * @param {...(Node | string)} children
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

/**
 * The element of the page with an id.
 *
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {string} id
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function find(tag, id) {
  const found = document.querySelector(`${tag}#${id}`);
  if (!found) throw new Error(`The page has no ${tag} with the id ${id}.`);
  return /** @type {HTMLElementTagNameMap[Tag]} */ (found);
}

/**
 * A button that is pressed by click or key.
 *
 * @param {string} label
 * @param {() => void} press
 * @param {Record<string, string>} [attributes]
 */
export function button(label, press, attributes = {}) {
  const made = element("button", { type: "button", ...attributes }, label);
  made.addEventListener("click", press);
  return made;
}

/** What each element that {@link fill} has made shows. @type {WeakMap<Element, string>} */
const shownBy = new WeakMap();

/**
 * Shows a list in a container: an item's element is made anew only when what it shows has changed, so that focus, selection
 * and reading position stay where they are.
 *
 * @template Item
 * @param {HTMLElement} container
 * @param {readonly Item[]} items
 * @param {{ key: (item: Item) => string, shows: (item: Item) => unknown, make: (item: Item) => HTMLElement }} how
 *   `key` tells items apart, `shows` is all that the element depends on.
 */
export function fill(container, items, { key, shows, make }) {
  const focused = document.activeElement?.id;
  const before = new Map([...container.children].map((child) => [child.getAttribute("data-key"), child]));
  items.forEach((item, at) => {
    const [name, shown] = [key(item), JSON.stringify(shows(item))];
    let child = before.get(name);
    before.delete(name);
    if (!child || shownBy.get(child) !== shown) {
      const made = make(item);
      made.setAttribute("data-key", name);
      shownBy.set(made, shown);
      child?.replaceWith(made);
      child = made;
    }
    if (container.children[at] !== child) container.insertBefore(child, container.children[at] ?? null);
  });
  for (const child of before.values()) child.remove();
  if (focused && document.activeElement?.id !== focused) document.getElementById(focused)?.focus();
}

/**
 * The choices of a select element, which keeps what is chosen.
 *
 * @param {HTMLSelectElement} select
 * @param {readonly (readonly [value: string, label: string])[]} choices
 * @param {string} [chosen]
 */
export function choices(select, choices, chosen = select.value) {
  fill(select, choices, {
    key: ([value]) => value,
    shows: (choice) => choice,
    make: ([value, label]) => element("option", { value }, label),
  });
  select.value = chosen;
}

/** @param {number | undefined} count */
export function number(count) {
  return count === undefined ? "" : count.toLocaleString("en");
}

/**
 * A moment, as the reader's clock shows it.
 *
 * @param {number | undefined} milliseconds since 1970
 */
export function moment(milliseconds) {
  if (milliseconds === undefined) return "";
  const date = new Date(milliseconds);
  const shown = date.toLocaleString("sv", { dateStyle: "short", timeStyle: "medium" });
  return element("time", { datetime: date.toISOString() }, shown);
}

/** @param {number} milliseconds */
export function duration(milliseconds) {
  const seconds = Math.max(0, milliseconds) / 1000;
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  if (seconds < 60) return `${Math.floor(seconds)} s`;
  const minutes = Math.floor(seconds / 60);
  return minutes < 60
    ? `${minutes} min ${Math.floor(seconds % 60)} s`
    : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** @param {number} count */
export function bytes(count) {
  if (count < 1000) return `${count} B`;
  return count < 1e6 ? `${(count / 1e3).toFixed(1)} kB` : `${(count / 1e6).toFixed(1)} MB`;
}
