"""Words customers and owners use for the same thing, a group a line: a word is found by its kindred, with less
weight."""

from __future__ import annotations

from typing import Final

from closer_tui.drafting.words import phrase_list

KINDRED: Final = tuple(
    phrase_list(line)
    for line in """\
refund|reimburse|reimbursement|repay|money ... back|get my money|paid back|repaid
return|send ... back|sent ... back|bring ... back|ship ... back|give ... back|take ... back
exchange|swap|replace|replacement|trade in|instead of|rather than
cancel|cancellation|call off|back out|get out of|no longer want|not need|don't need|don't want|changed my mind
order|purchase|buy|bought|ordered
ship|shipping|shipment|delivery|deliver|package|parcel|dispatch|arrive|courier|tracking|post|mail
missing|lost|gone|disappeared|vanished|never arrived|not arrived|nothing came|where is|where's|didn't receive|\
hasn't come|never came
price|cost|fee|charge|expensive|pay|how much|dollar|money|amount
discount|promo|promotion|coupon|voucher|code|promotional
payment|pay|card|credit|debit|paypal|billing|wallet
bill|invoice|statement|charge|billing
password|passcode|log in|login|sign in|locked out
username|user name|login name
two factor|two-factor|2fa|authentication|verification code|authenticator|second factor
address|street|move|moved|moving house|new place|new home|relocate
name|surname|last name|got married|new surname|maiden name
phone|telephone|mobile|number|cell
website|site|page|web|online
slow|lag|crawl|forever|loading|load|sluggish
search|look up|looking for|results
cart|basket|bag|checkout
stock|available|availability|sold out|run out|out of stock|inventory|unavailable
size|fit|small|large|big|tight|loose|larger|smaller
color|colour|shade
stain|spot|dirty|mark|spill|spilled|blotch
wash|washing|laundry|clean|cleaning|machine
broken|defect|defective|faulty|damaged|damage|fault
subscription|membership|member|plan|premium
renew|renewal|due|expire|extend|extension
extension|more time|later|delay|postpone|cannot pay|can't pay
upgrade|faster|express|overnight|next day|sooner|quicker|asap
downgrade|slower|cheaper|no rush|no hurry|standard
status|progress|track|happening|update
flight|plane|fly|trip|reservation|booking|ticket
baggage|luggage|bag|suitcase|carry
cabin|class|seat|business|economy
passenger|traveller|traveler|person|people|companion|travelling
insurance|insured|cover|coverage
compensation|compensate|certificate|voucher|goodwill|make up for|sorry
delay|delayed|late|hours late|waiting
change|modify|update|edit|switch|alter|adjust|correct|different|wrong
add|another|additional|extra|more|include|one more|put ... into|put ... in
remove|removed|delete|take ... off|taken off|took ... off|gone|disappeared|vanished
twice|double|two|duplicate|again
wrong|mistake|error|incorrect|accident|accidentally|by mistake
quantity|how many|number of|two|amount|instead of one|too many|copies
competitor|elsewhere|other store|another shop|another store|other shop
yesterday|last night|day before|day ago
open|opening|hours|close|closing
sale|sales|clearance|black friday
expire|expired|out of date|valid|invalid|old
invalid|rejected|reject|declined|refused|not accept|doesn't accept|not working|won't accept
kind|type|sort|variety|range
international|abroad|overseas|foreign|another country|out of the country
gift|present|wrap|wrapping
trousers|pants|jeans|denim
jacket|coat|hood|parka
shirt|tee|t-shirt|collar|sleeve|blouse
boots|shoes|shoe|boot|lace|footwear
unauthorized|unknown|didn't sign up|never signed up|never ordered|not me|never bought
hurry|evening|morning|afternoon|daytime|time
agent|representative|human|person|manager|supervisor
""".splitlines()
)
"""Phrases of several words are recognised in a question; single words are what is looked for instead."""
