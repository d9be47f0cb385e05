// Rules that find mistakes.  Layout and order are left to the eye; colours outside the tokens
// are held by tests/test_stylesheet.py.
export default {
  extends: "stylelint-config-recommended",
  rules: {
    // The layers fix who wins; within a component its states stand beside what they change.
    "no-descending-specificity": null,
    "declaration-no-important": true,
    "max-nesting-depth": 4,
    "selector-max-id": 0,
  },
};
