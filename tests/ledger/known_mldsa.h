/* SPDX-License-Identifier: EUPL-1.2 */
/* A witness's ML-DSA-44 key and its countersignature of a checkpoint, made with the command `openssl` of OpenSSL 3.5. */
#pragma once

#define KNOWN_MLDSA_TIME_S 1795000000
#define KNOWN_MLDSA_TEXT "example.org/pickupbox/K017\n300\nTuy+UpNByyEfcULS3+GUEld0S5eF6RhLVf5nz1Sq3pk=\n"
#define KNOWN_MLDSA_NAME "mldsa.example/w1"
#define KNOWN_MLDSA_VKEY \
        "mldsa.example/w1+be32005c+BkI+PI4/N4LBDCCxh9PB95KmnGjvl2Jij4R+AM3jiyZHuh2nkLLHkZk/vGNpbCpr2gyPH0HhcnQomBft1Qk8" \
        "hTvlAt52PyCgeskulWiACCglHFNrGwhhLFFClGjwaaMJeuQ/pMDh5ycM6SgLo7qRs25Y6hGXZnsoaAOgb3C7J4nxsecf/801hk1MHO5fbhxhD9" \
        "WZmOkQDNiBYdsv9iqBM/yxThzDMwef3ldIlK7/5nZZaBAf4Zasy3Kdkgj9BKkBWjmMYqubIv8nhCsZrH7DPY4czjwP7AiIg0qaB2nSISU29O8Z" \
        "x/f2BjkcP1F2s2SvYs7zjKm8Tr7nZUBhsEntMgi3JrQq6VDNp17GqiAlw/jxUIh3sdGlP+0lolRRIbEsWIPNgbxTTNnwsVEBrUeSHABkmWQ4Ja" \
        "ZDOkiKDTaDcxlHLaV9iMR5plKs9MusK1OgHTOCttZxOlWF4gdoR4PYR/Q2wvplXb7zbpHj7kbG/Gpc3Zn5HG6vmzoP8MgIlTY0SRlc49ImjyK9" \
        "/DEhwS4ybzTmOuSbnTdqqTMXiXipgWPtfR+qKRBPfvcz+Tyv0bzM6xBLQeftE1Kh/56doPqK7+bJ0VCBmUo+SNf5HHhzQkVLVgZP7Dk7MrPKxu" \
        "jd7QDgkly3IycEEpI5xt9/ExKe0T403SxLlCJMMz13XZT/+UOlwRXsjgGwMqx7xJEmlmGHTmntQzqGmgprdmjW6m3jFz2x9AVYh+zyzy5sPIMp" \
        "cs+L+2bj/cPOXzSzphxdNHI/oyzcmdOG1WtPek0BWdjLlIwnUbrBw5Lw9Hy6hgcbtF3X1/wE2y1oaaePbT7PDzvCJv4gAXIN+HiKNlD33QmVR3" \
        "yeFmMGTYQqRIwqFvwsY6cEWv51SuuEsdT4w6yZG+7XdPnWLQkLKboIDnzcFfsNj183gB4p38VQsd2H+zva0v6CR6M1rcbHshxZGQ46LZDtDqhV" \
        "kVwLtHipQjrG6d+RgU/fks+SwxnyMpmyla2yROdLe2o6XR9vX1Eb2WD8iGXL38nqqGyX9HrRezL3jqkI4s6JBoSkxOlCxsym6cX8XQSj1zTDNB" \
        "ZO1/oFU1sFtyTg+zwnFQO+I2xxjc8OdbrFADU//EJeZbau1MmsqITWYGjZYxtS8vZ4z8InafsiUOPeF0THTl9gyV6J0qOb7WIPfLGpGvKCtupF" \
        "fXP3SUrQHvX2Owv+cF5sdgT4Yi1NJXK6J1JhCsKARus90oWCUqAaVanAtjIRT/51DYx1gxarmszWXZjhuPcrFcqzMubcbCeMkC99ALFCFOzhNL" \
        "5mYohoEIGcg3PDW6znB/1+t5HkUEzEGF7OL3d0nK1jy71kklCltqUql+zYzlUOx0Hf3Tlw+npWEreiNQ3yy1Ks4lkh8RtoSAgk/DrV06YwZ3+t" \
        "mX2MH3wt3ZaMn1l0/Zhw/m75msWEkikRPD8uA1j2zyWaqECGOv0i8CxWq+AbtkryImZ6GUMsWjIG3HEsIBvg5+0QPJ8K2OCzDpuFQwpjYih+HW" \
        "AfGHZBUnVbBaYjqZNGVIyfB7/MfS2mrNVbrsR4V8eIkUcQW91YyXBTaf27eekvU3gBa19CYouarlF5FoeLfXP2xHy/i6YqFKF3HVjZRV6F33hz" \
        "gjaSfn6wcEWTSc2ey7iYq7J4lyy7Fwjl4oNrL0+af2Soxp0ornfH+AOkSvoqIF8sGkWT6Aq7TKtFlgvs5YDVOX40KIijfs6RFwuAKtYbzeRcLN" \
        "SbfmqgQ4q98C+oPVw="
#define KNOWN_MLDSA_BLOB \
        "vjIAXAAAAABq/YbAmhaFK5WqX6WP+2og2pYchdwErFGlzFFaIvBZghX7TAlq+3Av+AHnzQ1F2U6IlnV3lzWvw/0UpPi6i2x9SOO6NPqoNkBIiJ" \
        "NdwFbDDL/tg/7L7B1awqzr2RSIzQP1409mUVEjN86yAb8cj9fkP6HS4lojToc+IAgqgUEP5dfL7LO+W2AqedtZ0E2t8a5VfMnwKGUEZkzFbywP" \
        "lUWS33EdFPRQ7MWbGDLnicpvDGB9c3DMja5oKy5IKenKpe5JUjbQ+9PblGgfHHLoTtjyB9RstnSQXijThToRqSDxEdOFDvsPXUtayBqO3sv88r" \
        "4fquhthrs7aKsbSK3KrKbMb7uNvzj1K5Kgob6sDdxiSCA3eUrFMA7O++3GYYy+FZRvOzW65OArdbkCxlox+/N5iiD7FKzQePVb1WntPwVpDSQ6" \
        "OsAlPzNW2yT7nfe8v1+G/l1jwQfCYUFtBrojExl129P8v/aUcyzoKZ88O5Z/aVXic25pFx9YQl38mYCOd2qKC3udk7Ic9Od6K03ZuIKeAmy2LS" \
        "IDuzF04Ux0Q+Yo5Q/U+0mQc04paF39lKZKkGW36aNk/xYz3KszTNqxOPxt7Aes/GgtK9XSvBkoDr097gVJzguAdFplEnM9PIxBUbg9SKCGz5Zt" \
        "2exlsIWRNsYhQ0Ij+8Pk7FVdN3QUv6ub5MogGSEwXmxzFP6/KZwTCBNkDmps1V6HHHN5MqB9RTvEsO9ldE3ykzu2xI8zdwyP+hBttkCbs0qKPd" \
        "oq5YM+nhwClU4Tnxtw/ZSV55rJXvqFhZcmt7cgtNgxlkvICwG1ZAxiWXm4RhkMDZgticLveHpl8CFnBxMvORNsZyZ9hnYzTVqqlJA6IfzojoAP" \
        "9Y+qqoqtkWRz0wywJEu2yW7PoaLa3Limg3bOyp64HRm0Ev8OaWEMjsz6bIpmsERgLZRtsExilC/PFaEUe/EJZ8cKmFnR1j0fOugYueJ1O5+8NT" \
        "LsphL61ma8dk6o97zXnUlJaHpAPy/T76zcAsg65w7Fw2/3YmgCw8P19AQ9yF3q9TOK84sJRkUCcEz6e/W71cQg8fl2Y0qCYcMmlKaAl6yRpQ3l" \
        "SkxFERWco1yKE7f2ENUlD1PtuPx2bc0tcXqikOM5DAjCpA4QnHKtSVF6ea9QhDXLSgYRGEuRa3NBbwAoUQCWGHWNo93SLCrm9/rfS/SlGvyPNF" \
        "cAd14bxlh6VD2KzLBdRijO+U/Pcvccj2fMSdRCu46DLEKSN2OkIbESA/fenJ9wjRcRwqy8z1Wn7L7eWr9+BJJQiOXHso7mCRPHk0Ty1oPbXI9H" \
        "H7+4FClWyxZqziTtHYSCX+DEPyzofyEX/krSEe3+hwM7c7YS9dzqHxWo68lJ/y4geLjqTkpF1ey6OQuRvi0Y00S10Bn2yqQp5Usom+mgs9EHc2" \
        "KQQdVDUQBDQGC2FDOnAHDQlRH1N1yKx2SMVTUsSbT/9wMBoCWN7o3u4TLZExGYHGilVBNlS6veK0rQT86jkPPgwHqie/Oj2E791cWJOxPpfYr5" \
        "N45S7zjDkBssDaDmaYq5LkKo1r+gwPqlSAMkdW2hLWWM+CQ6kIamoHbvFWkrvjo/yeyO5Ri2R75fhWpkFYCaztKuCDylCWSZQNQD2AX4td+/KE" \
        "pR4tt4zdCpD38bTeLMn1xqlqoZE2cTHIe/5obQrPXhA8khwAYmXiqXoJYGlj2ayQHCs95OeJE/fSrchlEVvw3xDO0CnE3OxrjvuYgqgt/vc2W5" \
        "7bZgB1D4j3oLsFkzCJHvkGQbjnyE2ys9bFw4b2i3oF5hQ/uczl/JukU93mkfEpyoXPsTNGMLB723/VNhdony2WgL1crSM1IQ+IP13ZaWMnAUDN" \
        "FSAhjH7dsN8T+HfyF4O6/NH8BPFWxrgyr0vAYJaGdIt0oR/h//DALVho3rVJ3guyjl5OC82BrVoESJLt680HnI5O4HPRKRKGoTpdVohZXpBi1A" \
        "cz/Jihn2FEjQ9EtsQ8ZuJOoZSWk36U5dXoVrscigFbfMVexohnahhsg5oJ2+kyv1GHQixrjkZZdAoJJTjqoWJb6byBtWvH66pAdjZgngHlWWM7" \
        "Ho7yXTr2aUEsQ9lgHNYkNseP3TOqYAL1jJOUhom18+r0Qwvdd4HUDUjmWJN0x/6FuuOYiLs+0RJPia24UPptR2leIxtLXIxKr40nFBA2jptL9t" \
        "pWj2dlFHFTPlo1XOa2T1QGYUjToQiFYoLNspGvKks146CDuyYl5USQsFXUYH1MpDijyofTEQ1hkaIlHKrhr5seZW1J8bWNT3vKb3ThHnGQpIBO" \
        "oVhxi1LVkTDG/q7q2+PEqkXSNWvyRHLmSkCb2k+5gBWyQ1FEL9z9DIRKtIcG4/jOotVcwYohGfhhNlJhRAs14UcOxj4LK01BcmpUhFC7mHTfrP" \
        "6qA/j3eeqfGSwTGeo7mJqqisYVki+o3WQaUkYZOY0PmxPDV4XbEx/12CFxUSpQDfpVrzeECzZNPA22nAAg7QVVuj5N7e8wb8obW4LRiH0y1/jI" \
        "arp6/O1JWBOJQ3j56cy2ELQFdyisCv6W7sqiaCczhBInNboFcgLYv+zh2yB0Ixi6AEfwyaeDVgVTPGyOp7nudaLvh1mx2FVakAuuKWywjtc783" \
        "wtJWuvJ+Z1PdY0pydUT7SFaMQcfU22n6wkgTryPKDR/Fj3tynxzNogyOK8sj0pan8csKdUBpSttIW+zZrc/5XIP965vtThboEND/4UqZEed+Yw" \
        "9V5cVLtf8u5wm+NA9OuFD1snjFSg47MPFCenw7MHCH8PkW+ODYQ4eY5g2j2t+BBSmyh9J5a8jJ8RL0Jy0TsSos6/ngNqUPwWd0BkxQOedsaZPj" \
        "FI5Z57DfnsaoUcVEmvbBAkssgg3LraLtQCKGDaiQMO9qqxDf7jomShhsh0UzuFHwvzYeELcLOlHCgLBp/uOf5BA0N1wil2Soor180vOftm3MHG" \
        "inGealeyUFKSy6k7p0V6mFw/YhbS5qkX5mGCR/Ecs1pfQ7/m4HzsNe8QxOFjrQ+1h1bYTB7kAsRsjjUe7Wf0g7BZ8KLxUcYE0ceLk8DvAaHuPm" \
        "Vz2C/sGmXQW0rAF4Tol9uIOph8K5/97nS7nn5VgN0gC6clME5V5BVl5fanJ3gpanur/dCQwTFhlCR1pcZXyInZ+5w+Lx+wwYQ1tkamx8prG8zN" \
        "fgBw4QFRcbHEJJV4OMlavV6/r7AAAAAAAAAAAAAAAAAAAAAA0gLkA="
