// Makes elements. What a person or the server said only ever goes in as text, never as markup.

const SVG = "http://www.w3.org/2000/svg";

/** An element with a class and its children; a string becomes text, and null is left out. */
export function make(tag, className, ...children) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  element.append(...children.filter((child) => child !== null));
  return element;
}

/** A picture from icons.svg. It says nothing by itself, so words stand beside it. */
export function icon(name) {
  const picture = document.createElementNS(SVG, "svg");
  picture.setAttribute("class", "icon");
  picture.setAttribute("aria-hidden", "true");
  picture.append(document.createElementNS(SVG, "use"));
  show(picture, name);
  return picture;
}

/** Changes which picture an icon shows. */
export function show(picture, name) {
  picture.firstElementChild.setAttribute("href", `/talk/icons.svg#${name}`);
}
