"""Questions as customers put them, each with the document and the heading under which its answer stands.

They were written against the policies without their wording, before the search was measured; the search is tuned,
not they.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final

AIRLINE: Final = "airline-policy.md"
RETAIL: Final = "retail-policy.md"
SHOP: Final = "shop-guidelines.md"


def documents(folder: Path) -> dict[str, bytes]:
    """The documents by name: two policies as they are, and the guidelines of a shop, from JSON to Markdown."""
    found = {name: (folder / name).read_bytes() for name in (AIRLINE, RETAIL)}
    guidelines = json.loads((folder / "abcd-guidelines.json").read_text(encoding="utf-8"))
    lines = ["# Shop guidelines"]
    for flow, told in guidelines.items():
        lines += ["", f"## {flow}", "", told["description"]]
        for name, subflow in told["subflows"].items():
            lines += ["", f"### {name}", "", *subflow["instructions"][:1], ""]
            for action in subflow["actions"]:
                lines += [f"- {action['text']}", *(f"  - {text}" for text in action["subtext"])]
            lines += ["", *subflow["instructions"][1:]]
    return found | {SHOP: "\n".join(lines).encode()}


QUESTIONS: Final = (
    # the airline
    ("How many suitcases can I take for free with a gold card?", AIRLINE, "Book flight"),
    ("We are a group of seven, can we all travel on one booking?", AIRLINE, "Book flight"),
    ("Can I pay for my ticket with two different gift cards?", AIRLINE, "Book flight"),
    ("What would it cost to insure the trip in case I get sick?", AIRLINE, "Book flight"),
    ("How much is one more piece of luggage?", AIRLINE, "Book flight"),
    ("I'd like to take a later plane with my basic economy ticket, is that possible?", AIRLINE, "Modify flight"),
    ("Could I sit in business class instead? I booked economy.", AIRLINE, "Modify flight"),
    ("My friend can't come any more, can his place go to my sister?", AIRLINE, "Modify flight"),
    ("I forgot to take the insurance when I booked, can you add it now?", AIRLINE, "Modify flight"),
    ("Can I take one of the two bags off my reservation again?", AIRLINE, "Modify flight"),
    ("I booked this morning and changed my mind, can I still get out of the flight?", AIRLINE, "Cancel flight"),
    ("You called my flight off. Do I get all of it back?", AIRLINE, "Cancel flight"),
    ("I already flew the first leg, can you cancel the way home?", AIRLINE, "Cancel flight"),
    ("When will the money for my cancelled trip be on my account?", AIRLINE, "Cancel flight"),
    ("My plane was four hours late. What do I get for that?", AIRLINE, "Refund"),
    ("I want compensation, you cancelled my flight and ruined my holiday!", AIRLINE, "Refund"),
    ("I'm a silver member and was delayed again, is there a voucher for that?", AIRLINE, "Refund"),
    ("Do you fly with five stopovers, what statuses can a flight have?", AIRLINE, "Domain Basic"),
    # the shop with pending and delivered orders
    ("I ordered by mistake an hour ago, please stop it before it ships", RETAIL, "Cancel pending order"),
    (
        "I don't need it any longer. It has not been sent yet, how soon is my money back?",
        RETAIL,
        "Cancel pending order",
    ),
    ("Can I pay with a gift card instead of my Visa for the order I just placed?", RETAIL, "Modify payment"),
    ("Please charge my PayPal rather than the card I gave you", RETAIL, "Modify payment"),
    ("Can I have the blue shirt rather than the red one? It's still pending.", RETAIL, "Modify items"),
    ("I'd rather have a shoe than the shirt in my order, can you change it?", RETAIL, "Modify items"),
    ("Could you send it to my office? The order is still pending.", RETAIL, "Modify pending order"),
    ("The lamp came yesterday and I don't like it, how do I send it back?", RETAIL, "Return delivered order"),
    ("Can the money for something I send back go onto another credit card?", RETAIL, "Return delivered order"),
    ("It arrived but it's the wrong size, can I swap it for a larger one?", RETAIL, "Exchange delivered order"),
    (
        "Do I have to place another order when I swap the delivered mug for a green one?",
        RETAIL,
        "Exchange delivered order",
    ),
    ("What ways to pay can my profile hold?", RETAIL, "Domain basic"),
    ("How many kinds of products do you sell?", RETAIL, "Domain basic"),
    # the shop of the guidelines
    ("I want my money back for these broken headphones", SHOP, "Initiate Refund"),
    ("Can you put one more thing on the refund I already asked for?", SHOP, "Update Refund"),
    ("What happened to my refund, has it been started?", SHOP, "Refund Status"),
    ("There is a big spot on the jacket, I'd like to send it back", SHOP, "Return Due to Stain"),
    ("The shirt has a different colour from the picture, can I return it?", SHOP, "Return Due to Color"),
    ("These jeans are too tight, can I return them?", SHOP, "Return Due to Size"),
    ("There's a charge on my order that I don't understand", SHOP, "Status Mystery Fee"),
    ("I'm at work in the morning, could you deliver in the evening?", SHOP, "Status Delivery Time"),
    ("It says I paid by debit card but I used PayPal", SHOP, "Status Payment Method"),
    ("The confirmation mail says three, I only wanted one of them", SHOP, "Status Quantity"),
    ("I need it tomorrow, can I get overnight shipping?", SHOP, "Manage Upgrade"),
    ("No hurry at all, can I get it next week and save the postage?", SHOP, "Manage Downgrade"),
    ("Can I put another pair of socks into the order I made this morning?", SHOP, "Manage Create"),
    ("I accidentally bought two of the same, please cancel one", SHOP, "Manage Cancel"),
    ("I can't remember my user name", SHOP, "Recover Username"),
    ("I forgot my password and can't log in", SHOP, "Recover Password"),
    ("My authenticator is on my old phone, I can't get the code any more", SHOP, "Reset Two-Factor Auth"),
    ("Your page refuses my Visa, it keeps getting rejected", SHOP, "Invalid Credit Card"),
    ("I click add but nothing shows up in my basket", SHOP, "Cart Not Updating"),
    ("Whatever I type it says no results found", SHOP, "Search Not Working"),
    ("Your website takes forever to load", SHOP, "Website Too Slow"),
    ("There is a service on my account that I never signed up for", SHOP, "Status Service Added"),
    ("Why was the insurance taken off my plan? I never asked for that", SHOP, "Status Service Removed"),
    ("Is sending things abroad free with my account?", SHOP, "Status Shipping Question"),
    ("I had forty dollars of store credit and now they are gone", SHOP, "Status Credit Missing"),
    ("I've moved house, where do I tell you the new street?", SHOP, "Manage Change Address"),
    ("I got married and have another surname now", SHOP, "Manage Change Name"),
    ("I have a new mobile number", SHOP, "Manage Change Phone"),
    ("I'd like to use another card for my account from now on", SHOP, "Manage Payment Method"),
    ("The other shop in town sells the same coat for less", SHOP, "Bad Price Competitor"),
    ("It was ten dollars cheaper yesterday!", SHOP, "Bad Price Yesterday"),
    ("Everything I like is always sold out, it's really annoying", SHOP, "Out-of-Stock General"),
    ("When will the grey sweater be available again?", SHOP, "Out-of-Stock One Item"),
    ("My discount code isn't accepted at checkout", SHOP, "Promo Code Invalid"),
    ("The coupon you mailed me says it has expired", SHOP, "Promo Code Out of Date"),
    ("I sent it back two weeks ago and it's still on my bill", SHOP, "Mistimed Billing Already Returned"),
    ("There is something on my bill that I have never bought", SHOP, "Mistimed Billing Never Bought"),
    ("I got a strange mail about my package, is it still on its way?", SHOP, "Shipping Status"),
    ("The parcel goes to the wrong address, can you change where it's sent?", SHOP, "Manage Shipping"),
    ("My parcel never came, where is it?", SHOP, "Missing Item"),
    ("The postage is ridiculous, can you waive it?", SHOP, "Shipping Cost"),
    ("Did my payment go through, is my subscription still running?", SHOP, "Status Active"),
    ("How much do I still owe for the subscription?", SHOP, "Status Due Amount"),
    ("Which day of the month is my subscription charged?", SHOP, "Status Due Date"),
    ("I want to pay what's open on my subscription", SHOP, "Manage Pay Bill"),
    ("I'm short this month, can I pay for premium a bit later?", SHOP, "Manage Extension"),
    ("You billed me twice for the subscription", SHOP, "Manage Dispute Bill"),
    ("Are the boots waterproof?", SHOP, "Boots FAQ"),
    ("Does the shirt get smaller when I wash it?", SHOP, "Shirt FAQ"),
    ("Do the jeans come in black?", SHOP, "Jeans FAQ"),
    ("Can I take the hood off the jacket?", SHOP, "Jacket FAQ"),
    ("What do you take for gift wrapping?", SHOP, "Pricing FAQ"),
    ("How do I become a premium member and what is it good for?", SHOP, "Membership FAQ"),
    ("When does your local shop open, and when does the sale start?", SHOP, "Timing FAQ"),
    ("What happens when I'm late with paying my subscription?", SHOP, "Policy FAQ"),
)
"""(what a customer asks, the document, the heading the answer stands under)."""
