/** Secrets that belong to nobody, each with the name of the way in that it takes, so that a leak tells where it came from. */
export interface Canaries {
  /** A sentence that holds them all. */
  text: string;
  /** Parts that must not be found anywhere. */
  marks: string[];
}

/**
 * @param entrance small letters only
 * @param number from 0 to 99, one for each entrance
 */
export function createCanaries(entrance: string, number: number): Canaries {
  const two = String(number).padStart(2, '0');
  const name = `canary${entrance}${two}`;
  const secrets = {
    slackToken: `xoxb-1111111111-${name}slack`,
    openaiKey: `sk-proj-${name}openaikey0123456789`,
    email: `${name}mail@post.example`,
    phone: `+49 30 5550${two} 7781`,
    card: cardNumber(`4929 0000 77${two} 11`),
    bearer: `Bearer ${name}bearer0123456789`,
    address: `https://files.example/get?access_token=${name}address`,
  };
  return {
    text: `Access uses ${Object.values(secrets).join(' and ')} on every day.`,
    marks: [name, `5550${two} 7781`, secrets.card],
  };
}

/** @param start 14 digits in groups; the check digit makes it a number that a card could have */
function cardNumber(start: string): string {
  const digits = start.replace(/\D/g, '');
  for (let last = 0; last < 100; last += 1) {
    const ending = String(last).padStart(2, '0');
    const all = `${digits}${ending}`;
    const sum = all
      .split('')
      .reverse()
      .reduce((total, digit, index) => {
        const value = Number(digit) * (index % 2 === 1 ? 2 : 1);
        return total + (value > 9 ? value - 9 : value);
      }, 0);
    if (sum % 10 === 0) return `${start}${ending}`;
  }
  throw new Error('One of ten numbers has the right check digit.');
}
