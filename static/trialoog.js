/* vendor/htmx-4.0.1.min.js */
var htmx=(()=>{const e={parse(t){if(!t)return{};if(t.startsWith("{"))return JSON.parse(t);let r=/(?:"([^"]+)"|'([^']+)'|([^\s,:]+))(?:\s*:\s*(?:"([^"]*)"|'([^']*)'|<((?:[^/]|\/(?!>))+)\/>|([^\s,]+)))?(?=\s|,|$)/g,i={};for(let s of t.matchAll(r)){let[,t,r,n,o,a,l,h]=s,c=t??r??n,u=(o??a??l??h??"true").trim();try{u=JSON.parse(u)}catch{}let d=n?.includes("."),f=d?c.split(".").reduceRight((e,t)=>({[t]:e}),u):{[c]:u};e.merge(f,i)}return i},split:e=>e.split(/,(?![^\[]*\])(?![^(]*\))(?![^<]*\/>)(?=(?:[^"']|"[^"]*"|'[^']*')*$)/),merge(t,r){"string"==typeof t&&(t=e.parse(t));for(let[i,s]of Object.entries(t)){if(["__proto__","constructor","prototype"].includes(i))continue;let t=s?.constructor===Object,n=r[i]?.constructor===Object;t&&n?e.merge(s,r[i]):r[i]=s}return r}};class t{#e=null;#t=[];admit(e,t,r){if(!this.#e)return this.#e={strategy:e,abort:r},"run";if("replace"===e||"abort"!==e&&"abort"===this.#e.strategy)return this.#t=[],this.#e.abort?.(),this.#e={strategy:e,abort:r},"run";if("queue all"===e)this.#t.push(t);else if("queue last"===e)this.#t=[t];else{if("abort"===e||"drop"===e||0!==this.#t.length)return"dropped";this.#t.push(t)}return"queued"}continue(e){this.#e?.abort===e&&(this.#e=null,this.#t.shift()?.())}abort(){this.#e?.abort?.()}}return new class{#r=e;#i=new Map;#s="";#n=new Set;_loc=window.location;#o;#a=Function;#l=Object.getPrototypeOf(async function(){}).constructor;#h={createHTML:e=>e,createScript:e=>e};#c;#u="a,form";#d=["get","post","put","patch","delete","query"];#f;#m;#p;#g;#x;constructor(){this.#b(),this.#y(),this.#c=this.#S("[hx-action],[hx-get],[hx-post],[hx-put],[hx-patch],[hx-delete],[hx-query]"),this.#f=(new XPathEvaluator).createExpression(`.//*[@*[${this.#v("hx-on").map(e=>`starts-with(name(), "${e}")`).join(" or ")}]]`),this.#o={HCON:e,attributeValue:this.#E.bind(this),parseTriggerSpecs:this.#w.bind(this),determineMethodAndAction:this.#A.bind(this),createRequestContext:this.#T.bind(this),collectFormData:this.#C.bind(this),getAttributeObject:this.#q.bind(this),insertContent:this.#N.bind(this),morph:this.#I.bind(this),isSoftMatch:this.#M.bind(this),initSecurity:(e,t,r)=>{e&&(this.#h=e),t&&(this.#a=t),r&&(this.#l=r)},onTrigger:this.#O.bind(this),htmxProp:this.#H.bind(this),triggerHtmxEvent:this.#L.bind(this),executeJavaScript:this.#k.bind(this)};let t=()=>this.initialize();"loading"===document.readyState?document.addEventListener("DOMContentLoaded",t):setTimeout(t)}#b(){this.version="4.0.1",this.config={logAll:!1,prefix:"data-hx-",transitions:!1,history:!0,mode:"same-origin",defaultSwap:"innerHTML",defaultFocusScroll:!1,indicatorClass:"htmx-indicator",requestClass:"htmx-request",includeIndicatorCSS:!0,defaultTimeout:6e4,extensions:"",morphIgnore:["data-htmx-powered"],morphSkip:"[hx-morph-skip]",morphSkipChildren:"[hx-morph-skip-children]",morphScanLimit:10,noSwap:[204,304],implicitInheritance:!1,defaultSettleDelay:1,allowEmptySwapAfterOOB:!1};let t=document.querySelector('meta[name="htmx-config"]');t&&e.merge(t.content,this.config),this.#s=this.config.extensions}#y(){if(!1!==this.config.includeIndicatorCSS){let e=this.config.indicatorClass,t=this.config.requestClass;try{this.indicatorStyleSheet=new CSSStyleSheet,this.indicatorStyleSheet.replaceSync(`.${e}{opacity:0;visibility: hidden} .${t} .${e}, .${t}.${e}{opacity:1;visibility: visible;transition: opacity 200ms ease-in}`),document.adoptedStyleSheets.push(this.indicatorStyleSheet)}catch{}}}registerExtension(e,t){return!(this.#s&&!this.#s.split(/,\s*/).includes(e))&&(!this.#n.has(e)&&(this.#n.add(e),t.init&&t.init(this.#o),void Object.entries(t).forEach(([e,t])=>{this.#i.get(e)?.push(t)||this.#i.set(e,[t])})))}#V(e){let t=this.config.prefix;return!e.closest||null!=e.closest("[hx-ignore]")||t&&null!=e.closest(`[${t}ignore]`)}#P(e,t){let r=this.config.prefix;return e.getAttribute(t)??(r?e.getAttribute(t.replace("hx-",r)):null)}#R(e,t){let r=this.config.prefix&&t.replace("hx-",this.config.prefix);return e.hasAttribute(t)?t:r&&e.hasAttribute(r)?r:null}#S(e){return this.#v(e).join(",")}#v(e){let t=[e];return this.config.prefix&&t.push(e.replaceAll("hx-",this.config.prefix)),t}#j(e,t){let r=[...e.querySelectorAll?.(t)??[]];return e.matches?.(t)&&r.unshift(e),r}#B(e){return"before"===e?"beforebegin":"after"===e?"afterend":"prepend"===e?"afterbegin":"append"===e?"beforeend":e}#z(e,t){let r=[];return this.#E(e,t,void 0,(e,t)=>{e?.split(/\s*[,:]\s*/).includes("this")&&r.push(t)}),r}#E(e,t,r,i,s=this.config.implicitInheritance){t=this.#F(t);let n=this.#F(":inherited"),o=this.#F(":append"),a=this.#P(e,t)??this.#P(e,t+n);if(null!=a)return i?i(a,e):a;let l=CSS.escape(s?t:t+n),h=CSS.escape(t+n+o),c=this.#S(`[${l}],[${h}]`),u=this.#R(e,t+o)??this.#R(e,t+n+o);if(u){let r=e.getAttribute(u),n=e.parentNode?.closest?.(c);if(i&&i(r,e),n){let e=this.#E(n,t,void 0,i,s);return e?(e+","+r).replace(/[{}]/g,""):r}return r}let d=e.parentNode?.closest?.(c);return d?(a=this.#E(d,t,void 0,i),!i&&a&&s&&this.#$(e,"htmx:after:implicitInheritance",{elt:e,name:t,parent:d}),a):r}#w(t){return e.split(t).flatMap(t=>{t=t.replace(/^\s*every\s+(\S+?)\s*(\[[^\]]*\])/,"every$2 $1");let[,r,i]=t.match(/^\s*(\S+\[[^\]]*\]|\S+)\s*(.*?)\s*$/)??[];if(!r)return[];if(/\[[^\]]*$/.test(r))throw"unterminated:"+r;return[{name:r,...e.parse(i)}]})}#A(e,t){let r=this.#E(e,"hx-method"),i=this.#E(e,"hx-action",void 0,void 0,!1);if(!i)for(let t of this.#d){let s=this.#E(e,"hx-"+t,void 0,void 0,!1);if(null!=s){i=s,r=t;break}}return this.#D(e)&&(i||=t.submitter?.getAttribute?.("formAction")||e.getAttribute(e.matches("a")?"href":"action")),r||=t.submitter?.getAttribute?.("formmethod")||e.getAttribute("method")||"GET",{action:i,method:r.toUpperCase()}}#H(e){return e._htmx||(e._htmx={listeners:[],triggerSpecs:[]},e.setAttribute("data-htmx-powered","true")),e._htmx}#W(e){return e._htmx_state||={}}#_(e){if(this.#U(e)&&this.#L(e,"htmx:before:init",{},!0)){let t=this.#H(e);t.initialized=!0,t.eventHandler=this.#Q(e),this.#J(e),this.#L(e,"htmx:after:init",{},!0)}}#Q(e){return async t=>{try{let r=this.#T(e,t);await this.#X(r)}catch(t){this.#L(e,"htmx:error",{error:t})}}}#T(t,r){let{action:i,method:s}=this.#A(t,r),[n,o]=(i||"").split("#"),a=new AbortController,l={sourceElement:t,sourceEvent:r,status:"created",select:this.#E(t,"hx-select"),selectOOB:this.#E(t,"hx-select-oob"),target:this.#E(t,"hx-target"),swap:this.#E(t,"hx-swap")??this.config.defaultSwap,push:this.#E(t,"hx-push-url"),replace:this.#E(t,"hx-replace-url"),transition:this.config.transitions,confirm:this.#E(t,"hx-confirm"),request:{validate:"true"===this.#E(t,"hx-validate",!t.matches("form")||t.noValidate||r.submitter?.formNoValidate?"false":"true",void 0,!1),action:n,anchor:o,method:s,headers:this.#G(t),abort:a.abort.bind(a),credentials:"same-origin",signal:a.signal,mode:this.config.mode}};t._htmx?.boosted&&e.merge(t._htmx.boosted,l),l.target=this.#K(t,l.target),l.target&&(l.request.headers["HX-Target"]=this.#Y(l.target));let h=this.#E(t,"hx-config");return h&&(e.merge(h,l.request),l.request.mode=this.config.mode),l}#Y(e){return`${e.tagName.toLowerCase()}${e.id?"#"+encodeURI(e.id):""}`}#G(e){let t={"HX-Request":"true","HX-Source":this.#Y(e),"HX-Current-URL":location.href,Accept:"text/html"};return this.#D(e)&&(t["HX-Boosted"]="true"),t}#Z(e,t){return this.#q(e,"hx-headers",e=>{for(let r in e)t.request.headers[r]=String(e[r])},{ctx:t})}#K(e,t){return t instanceof Element?t:null!=t?this.#ee(e,t,"hx-target"):this.#D(e)?document.body:e}#D(e){return e?._htmx?.boosted}async#X(e){let t=e.sourceElement,r=e.sourceEvent;if(!t.isConnected)return;if(this.#te(r))return;this.#re(r)&&r.preventDefault();let i=/GET|DELETE/.test(e.request.method),s=i?t.matches("form")?t:null:t.form||t.closest("form"),n=this.#C(t,s,r.submitter,e.request.validate,i);if(!n)return;let o=this.#q(t,"hx-vals",t=>{e.vals=t;for(let e in t)n.set(e,t[e])},{ctx:e});if(o&&await o,e.values)for(let t in e.values)n.delete(t),n.append(t,e.values[t]);let a=this.#Z(t,e);if(a&&await a,Object.assign(e.request,{form:s,submitter:r.submitter,body:n}),!this.#L(t,"htmx:config:request",{ctx:e}))return;if("DIALOG"===e.request.method)return;let l=this.#ie(e.request.action);if(null!=l){let t=Object.fromEntries(e.request.body);return void await this.#k(e.sourceElement,t,l,!1)}if(i){let t=new URL(e.request.action,document.baseURI);for(let r of e.request.body.keys())t.searchParams.delete(r);for(let[r,i]of e.request.body)t.searchParams.append(r,i);t.origin===location.origin?e.request.action=t.pathname+t.search:e.request.action=t.href,e.request.body=null}else"multipart/form-data"!==(this.#E(t,"hx-encoding")??s?.enctype)&&(e.request.body=new URLSearchParams(e.request.body));await this.#se(e)}async#se(e){let t=e.sourceElement,r=this.#ne(t),i=this.#oe(t);this.#ae(t);let s=()=>e.request?.abort?.();if("run"===i.admit(r,()=>this.#se(e),s)){e.status="issuing",e.indicators??=[],e.disabledElements??=[];try{if(e.confirm){if(!await new Promise(r=>{let i={ctx:e,issueRequest:()=>r(!0),dropRequest:()=>r(!1)};if(this.#L(t,"htmx:confirm",i)){let i=this.#ie(e.confirm);r(i?this.#k(t,{ctx:e},i,!0):window.confirm(e.confirm))}}))return}if(this.#le(e),this.#he(e),this.#ce(e),e.fetch||=window.fetch.bind(window),e.request.headers["HX-Request-Type"]=e.target===document.body||e.select?"full":"partial",!this.#L(t,"htmx:before:request",{ctx:e}))return;let r=await e.fetch(e.request.action,e.request);if(e.response={raw:r,status:r.status,headers:r.headers},this.#ue(e),!this.#L(t,"htmx:before:response",{ctx:e}))return;if(e.text=await r.text(),!this.#L(t,"htmx:after:request",{ctx:e}))return;if(e.response.status>=400&&this.#L(t,"htmx:response:error",{ctx:e}),this.#de(e))return void(e.keepIndicators=!0);if("issuing"===e.status){if(e.hx.retarget&&(e.target=e.hx.retarget),e.hx.reswap&&(e.swap=e.hx.reswap),e.hx.reselect&&(e.select=e.hx.reselect),!1===e.target?.isConnected)return;e.status="response received",this.#fe(e),await this.swap(e),e.status="swapped"}}catch(r){e.status="error: "+r,"AbortError"===r?.name&&"timeout"!==e.request.signal.reason||this.#L(t,"htmx:error",{ctx:e,error:r})}finally{await(e.extensionPromise?.catch(()=>{})),clearTimeout(e.requestTimeout),e.hx?.trigger&&this.#me(e.hx.trigger,e.sourceElement),this.#L(t,"htmx:finally:request",{ctx:e}),e.keepIndicators||(this.#pe(e.indicators),this.#ge(e.disabledElements)),i.continue(s)}}}#ue(e){e.hx={};for(let[t,r]of e.response.raw.headers)t.toLowerCase().startsWith("hx-")&&(e.hx[t.slice(3).toLowerCase().replace(/-/g,"")]=r)}#de(t){if("true"===t.hx.refresh)return this._loc.reload(),!0;if(t.hx.redirect)return this._loc.href=t.hx.redirect,!0;if(t.hx.location){let r=t.hx.location,i={},s=e.parse(r);return"{"!==r[0]&&null==s.path||(i=s,r=i.path,delete i.path),null==i.push&&null==i.replace&&(i.push="true"),i.indicators=t.indicators,i.disabledElements=t.disabledElements,this.ajax("GET",r,i),!0}}#le(e){let t=null!=e.request.timeout?this.parseInterval(e.request.timeout):this.config.defaultTimeout;t&&(e.requestTimeout=setTimeout(()=>e.request?.abort?.("timeout"),t))}#ne(e){let t=this.#E(e,"hx-sync");if(!t)return"queue first";let r=t.split(":").pop().trim();return/^(drop|abort|replace|queue)/.test(r)?r:"queue first"}#oe(e){let r=this.#E(e,"hx-sync"),i=e;if(r){let t=r.includes(":")?r.slice(0,r.lastIndexOf(":")).trim():/^(drop|abort|replace|queue)/.test(r)?null:r;t&&(i=this.#ee(e,t,"hx-sync")||e)}return this.#W(i).rq||=new t}#te(e){return"click"===e.type&&(e.ctrlKey||e.metaKey||e.shiftKey)&&!!e.currentTarget?.closest?.("a[href]")}#re(e){let t=e.currentTarget;if("submit"===e.type&&"FORM"===t?.tagName)return!0;if(!("click"===e.type&&0===e.button))return!1;let r=t?.closest?.('button, input[type="submit"], input[type="image"]'),i=r?.form||r?.closest("form");if(r&&!r.disabled&&i&&("submit"===r.type||"image"===r.type||!r.type&&"BUTTON"===r.tagName))return!0;let s=t?.closest?.("a");if(!s||!s.href)return!1;let n=s.getAttribute("href");return!(n&&n.startsWith("#")&&n.length>1)}#J(e,t=e._htmx.eventHandler){let r=this.#E(e,"hx-trigger",void 0,void 0,!1)||(e.matches("form")?"submit":e.matches("input:not([type=button]):not([type=submit]),select,textarea")?"change":"click");this.#O(e,r,t)}#O(e,t,r){let i=this.#w(t);this.#H(e).triggerSpecs.push(...i);for(let t of i){t.listeners=[];let[i,s]=this.#xe(t.name),n=[e];"outside"===t.from?n=[document]:t.from&&"self"!==t.from&&(n=this.#be(e,t.from));let o=i=>{if((t.halt||t.prevent)&&i.preventDefault(),(t.halt||t.stop||t.consume)&&i.stopPropagation(),t.changed){let t=this.#W(e).changedValues??=new WeakMap,r=i.target;if(!["checkbox","radio"].includes(r?.type)){let e=r?.value;if(t.has(r)&&t.get(r)===e)return;t.set(r,e)}}if(t.once)for(let e of t.listeners)e.fromElt.removeEventListener(e.eventName,e.handler,e);r(i)},a=o;if(t.delay?a=e=>{clearTimeout(t.timeout),t.timeout=setTimeout(()=>o(e),this.parseInterval(t.delay))}:t.throttle&&(a=e=>{t.throttled?t.throttledEvent=e:(t.throttled=!0,o(e),t.throttleTimeout=setTimeout(()=>{if(t.throttled=!1,t.throttledEvent){let e=t.throttledEvent;t.throttledEvent=null,a(e)}},this.parseInterval(t.throttle)))}),t.handler=r=>{if(this.#re(r)&&r.preventDefault(),("self"!==t.from||r.target===e)&&("outside"!==t.from||!e.contains(r.target))&&(!t.target||r.target?.matches?.(t.target))){if(s){let t={};for(let e in r)/^[a-z]+$/i.test(e)&&(t[e]=r[e]);if(!this.#k(e,t,s,!0,!1))return}if("every"!==i)for(let t of this.#H(e).triggerSpecs)clearTimeout(t.timeout),t.throttledEvent=null;a(r)}},"intersect"===i||"revealed"===i){let r={rootMargin:t.rootMargin};t.root&&(r.root=this.#ee(e,t.root)),t.threshold&&(r.threshold=parseFloat(t.threshold));let s="revealed"===i;t.observer=new IntersectionObserver(e=>{for(let r=0;r<e.length;r++)if(e[r].isIntersecting){this.trigger(e[r].target,"intersect",{},!1),s&&t.observer.disconnect();break}},r),i="intersect";for(let e of n)t.observer.observe(e)}if("every"===i){let r=Object.keys(t).find(e=>"name"!==e);t.interval=setInterval(()=>{e.isConnected?this.#L(e,"every",{},!1):clearInterval(t.interval)},this.parseInterval(r))}if("load"!==i)for(let r of n){let s={fromElt:r,eventName:i,handler:t.handler,capture:!!t.capture,passive:!!t.passive};e._htmx.listeners.push(s),t.listeners.push(s),r.addEventListener(i,t.handler,s)}else t.handler(new CustomEvent("load"))}}#xe(e){let t=e.match(/^([^\[]*)\[([^\]]*)]/);return t?[t[1],t[2]]:[e,null]}#me(t,r){if("{"===t[0]){let i=e.parse(t);for(let e in i){let t=i[e],s=r;t?.target&&(s=this.find(t.target)),this.trigger(s,e,"object"==typeof t?t:{value:t})}}else t.split(",").forEach(e=>this.trigger(r,e.trim(),{}))}#ye(e){let t={},r=Object.getPrototypeOf(this);for(let i of Object.getOwnPropertyNames(r))"constructor"!==i&&"function"==typeof this[i]&&(["find","findAll"].includes(i)?t[i]=(t,r)=>void 0===r?this[i](e,t):this[i](t,r):t[i]=this[i].bind(this));return t}#k(e,t,r,i=!0,s=!0,n=!1){let o={};Object.assign(o,this.#ye(e));let a={},l={scope:a,code:r};this.#$(e,"htmx:scope",l),r=l.code,Object.assign(o,a),Object.assign(o,t);let h=Object.keys(o),c=Object.values(o),u=new(s?this.#l:this.#a)(...h,i?`return (${r})`:r);return n?()=>u.call(e,...c):u.call(e,...c)}process(e,t){if(!e?.isConnected)return;if(!(e instanceof Element)){for(let r of e.children||[])this.process(r,t);return}if(t&&this.#Se(e,!0),this.#V(e))return;if(!this.#L(e,"htmx:before:process"))return;let r=[e],i=this.#f.evaluate(e),s=null;for(;s=i.iterateNext();)r.push(s);for(let e of r)!this.#V(e)&&this.#L(e,"htmx:before:on:init",{},!0)&&this.#ve(e);for(let t of this.#j(e,this.#c))this.#_(t);for(let t of this.#j(e,this.#u))this.#Ee(t);this.#L(e,"htmx:after:process")}#Ee(e){let t=this.#E(e,"hx-boost");if(t&&"false"!==t&&this.#we(e)&&this.#L(e,"htmx:before:init",{},!0)){let r=this.#H(e);r.initialized=!0,r.eventHandler=this.#Q(e),r.boosted=t,this.#J(e),this.#L(e,"htmx:after:init",{},!0)}}#we(e){if(this.#U(e))if("A"===e.tagName){if(""===e.target||"_self"===e.target)return!e.hasAttribute("download")&&!e.getAttribute("href")?.startsWith?.("#")&&this.#Ae(e.href)}else if("FORM"===e.tagName)return"dialog"!==e.method&&this.#Ae(e.action)}#Ae(e){try{return new URL(e,window.location.href).origin===window.location.origin}catch(e){return!1}}#U(e){return!e._htmx?.initialized&&!this.#V(e)}#Se(e,t){let r=[e,...e.querySelectorAll?.("[data-htmx-powered]")??[]];for(let e of r)if(e._htmx){this.#L(e,"htmx:before:cleanup");for(let t of e._htmx.triggerSpecs||[])t.interval&&clearInterval(t.interval),t.timeout&&clearTimeout(t.timeout),t.throttleTimeout&&clearTimeout(t.throttleTimeout),t.observer?.disconnect();for(let t of e._htmx.listeners||[])t.fromElt.removeEventListener(t.eventName,t.handler,t);e.removeAttribute("data-htmx-powered"),this.#L(e,"htmx:after:cleanup"),t&&delete e._htmx}}#Te(e){let t=document.createElement("div");t.hidden=!0,document.body.insertAdjacentElement("afterend",t);let r=e.querySelectorAll?.(this.#S("[hx-preserve]"))||[];for(let e of r){let r=document.getElementById(e.id);r&&this.#Ce(t,r,null)}return t}#qe(e){for(let t of[...e.children]){let e=document.getElementById(t.id);e&&(this.#Ce(e.parentNode,t,e),this.#Se(e),e.remove())}e.remove()}#Ne(e){let t=this.#h.createHTML(e);return Document.parseHTMLUnsafe?.(t,{})||(new DOMParser).parseFromString(t,"text/html")}#Ie(e){let t=e.replace(/<hx-([a-z]+)(\s+|>)/gi,'<template hx type="$1"$2').replace(/<\/hx-[a-z]+>/gi,"</template>"),r="";t=t.replace(/<head(\s[^>]*)?>[\s\S]*?<\/head>/i,e=>(r=this.#Ne(e).title,""));let i,s,n=t.match(/<([a-z][^\/>\x20\t\r\n\f]*)/i)?.[1]?.toLowerCase();if("html"===n||"body"===n?(i=this.#Ne(t),s=document.createDocumentFragment(),s.append(i.body)):(i=this.#Ne(`<template>${t}</template>`),s=i.querySelector("template").content),!r){let e=s.querySelector("title:not(svg title)");e&&(r=e.textContent,e.remove())}return this.#Me(s),{fragment:s,title:r}}#Oe(e,t,r,i){let s=t.id?"#"+CSS.escape(t.id):null,[,n,o]=r.match(/^(\S+):(.+)/)??[];n&&([r,s]=[n,o||s]),"true"!==r&&r||(r="outerHTML");let a=this.#He(r);if(s=a.target||s,a.strip??=!a.style.startsWith("outer"),!s)return;let l=this.#be(i,s);for(let r of l){let s=document.createDocumentFragment();s.append(t.cloneNode(!0)),e.push({type:"oob",fragment:s,target:r,swapSpec:a,sourceElement:i})}t.remove()}#Le(e,t,r){let i=[];if(r)for(let s of r.split(",")){let[r,n="true"]=s.split(/:(.*)/);for(let s of e.querySelectorAll(r))this.#Oe(i,s,n,t)}for(let r of e.querySelectorAll(this.#S("[hx-swap-oob]"))){let e=this.#R(r,"hx-swap-oob"),s=r.getAttribute(e);r.removeAttribute(e),this.#Oe(i,r,s,t)}return i}#ke(e,t,r){t?t.before(...r.childNodes):e.append(...r.childNodes)}#He(t){t=t.trim();let r=this.config.defaultSwap;if(t&&!/^\S*:/.test(t)){let e=t.match(/^(\S+)\s*(.*)$/);r=e[1],t=e[2]}return{style:this.#B(r),...e.parse(t)}}#Ve(e,t){let r=[];for(let i of e.querySelectorAll("template[hx]")){let e=i.getAttribute("type");if("partial"===e){let e=this.#P(i,"hx-target")||(i.id?"#"+CSS.escape(i.id):null);if(e){this.#Me(i.content);let s=this.#He(this.#P(i,"hx-swap")||this.config.defaultSwap);s.ignoreTitle&&(t.title=null);let n=this.#be(t.sourceElement,e);for(let e of n.length?n:[null])r.push({type:"partial",fragment:i.content.cloneNode(!0),target:e,swapSpec:s,sourceElement:t.sourceElement})}}else this.#$(i,"htmx:process:"+e,{ctx:t,tasks:r});i.remove()}return r}#Pe(e,t,r,i){try{null!=r&&e.setSelectionRange&&e.setSelectionRange(r,i),e.focus(t)}catch(e){}}#Re(e){let t=this.#j(e,"[autofocus]")[0];t&&this.#Pe(t)}#je(e){return e===window||e===document?document.scrollingElement:e}#Be(e,t){if(e.scroll){let r=e.scrollTarget?this.#je(this.#ze(t,e.scrollTarget)):t;r&&("top"===e.scroll?r.scrollTop=0:"bottom"===e.scroll&&(r.scrollTop=r.scrollHeight))}if("top"===e.show||"bottom"===e.show){let r=e.showTarget?this.#je(this.#ze(t,e.showTarget)):t;r?.scrollIntoView?.("top"===e.show)}}#Fe(e){e.request?.anchor&&document.getElementById(e.request.anchor)?.scrollIntoView({block:"start",behavior:"auto"})}#Me(e){let t=this.#j(e,"script");for(let e of t){let t=document.createElement("script");for(let r of e.attributes)t.setAttribute(r.name,r.value);this.config.inlineScriptNonce&&(t.nonce=this.config.inlineScriptNonce),t.textContent=this.#h.createScript(e.textContent),e.replaceWith(t)}}initialize(){this.config.history&&!this.#g&&(this.#g=!0,window.navigation&&!/firefox/i.test(navigator.userAgent)?navigation.addEventListener("navigate",e=>{"traverse"===e.navigationType&&e.canIntercept&&!e.hashChange&&e.intercept({handler:()=>this.#$e()})}):window.addEventListener("popstate",e=>this.#$e(e.state))),this.process(document.body)}async swap(e){try{let{fragment:t,title:r}=this.#Ie(e.text);e.title=r;let i=[],s=this.#Le(t,e.sourceElement,e.selectOOB),n=this.#Ve(t,e);i.push(...s,...n);let o=n.length||s.length&&!this.config.allowEmptySwapAfterOOB,a=this.#De(e,t,o);if(a&&i.unshift(a),!this.#L(e.sourceElement,"htmx:before:swap",{ctx:e,tasks:i}))return;this.#We(e);let l=[],h=[];for(let t of i)t.swapSpec?.transition??a?.transition??e.transition?h.push(t):l.push(this.#N(t));if(h.length>0){let t=async()=>{for(let e of h)await this.#N(e,!1)};l.push(this.#_e(t,e))}await Promise.all(l),!e.sourceElement?.isConnected&&a?.target?.isConnected&&(e.sourceElement=a.target),this.#L(e.sourceElement,"htmx:after:swap",{ctx:e}),e.title&&"none"!==e.swap&&(document.title=e.title),this.#Fe(e)}finally{this.#L(e.sourceElement,"htmx:finally:swap",{ctx:e})}}#De(e,t,r){let i=this.#He(e.swap||this.config.defaultSwap);if(i.ignoreTitle&&(e.title=null),"delete"===i.style||(t.querySelector("body")||t).childElementCount>0||t.textContent.trim()||(i.swapEmpty??!r)){if(e.select){let r=t.querySelectorAll(e.select);(t=document.createDocumentFragment()).append(...r)}return this.#D(e.sourceElement)&&(i.show||="top"),{type:"main",fragment:t,target:this.#K(e.sourceElement||document.body,i.target||e.target),swapSpec:i,sourceElement:e.sourceElement,transition:e.transition&&!1!==i.transition}}}async#N(e,t=!0){let{target:r,swapSpec:i,fragment:s}=e;if("string"==typeof r&&(r=document.querySelector(r)),!r)return;"string"==typeof i&&(i=this.#He(i));let n,o=i.style;if("none"===o)return;if("BODY"===s.firstElementChild?.tagName){const e=r===document.body&&o.startsWith("outer");e&&"outerHTML"===o&&(o="outerSync"),i.strip??=!e}if(i.strip&&s.firstElementChild&&(s=document.createDocumentFragment(),s.append(...(e.fragment.firstElementChild.content||e.fragment.firstElementChild).childNodes)),this.#Ue(r,"htmx-swapping"),t&&e.swapSpec?.swap&&await this.timeout(e.swapSpec?.swap),"delete"===o)return void(r.parentNode&&(this.#Se(r),r.parentNode.removeChild(r)));let a=[],l=i.settle??this.config.defaultSettleDelay,h=r.parentNode;if("innerHTML"===o||"outerHTML"===o&&h){let e=document.activeElement;if(e?.id){let t,r;try{t=e.selectionStart,r=e.selectionEnd}catch(e){}n={elt:e,start:t,end:r}}a=t&&l?this.#Qe(s,r):[]}let c=this.#Te(s),u=[...s.childNodes];try{if("innerHTML"===o){for(const e of r.children)this.#Se(e);r.replaceChildren(...s.childNodes)}else if("textContent"===o){for(const e of r.querySelectorAll("[data-htmx-powered]"))this.#Se(e);r.textContent=s.textContent}else if("outerHTML"===o)h&&(this.#ke(h,r,s),this.#Se(r),h.removeChild(r),r=u.find(e=>1===e.nodeType)||h);else if("outerSync"===o){this.#Je(r,s.firstElementChild);for(const e of r.children)this.#Se(e);r.replaceChildren(...s.firstElementChild.childNodes),u=[r]}else if("innerMorph"===o)this.#I(r,s,!0),u=[...r.childNodes];else if("outerMorph"===o)this.#I(r,s,!1),u.push(r);else if("beforebegin"===o)h&&this.#ke(h,r,s);else if("afterbegin"===o)this.#ke(r,r.firstChild,s);else if("beforeend"===o)this.#ke(r,null,s);else if("afterend"===o)h&&this.#ke(h,r.nextSibling,s);else{let e=this.#i.get("handle_swap")||[],t=!1;for(const n of e){let e=n(o,r,s,i);if(e){t=!0,Array.isArray(e)&&(u=e);break}}if(!t)throw new Error(`Unknown swap style: ${o}`)}}finally{this.#Xe(r,"htmx-swapping")}if(e.target=r,this.#qe(c),n&&!n.elt.matches(":focus")){let e=document.getElementById(n.elt.id);if(e){let t={preventScroll:void 0!==i.focusScroll?!i.focusScroll:!this.config.defaultFocusScroll};this.#Pe(e,t,n.start,n.end)}}this.#L(r,"htmx:before:settle",{task:e,newContent:u,settleTasks:a});for(const e of u)this.#Ue(e,"htmx-added");if(t&&a.length>0){this.#Ue(r,"htmx-settling"),await this.timeout(l);for(let e of a)e();this.#Xe(r,"htmx-settling")}this.#L(r,"htmx:after:settle",{task:e,newContent:u,settleTasks:a});for(const e of u)this.#Xe(e,"htmx-added"),this.process(e),this.#Re(e);this.#Be(i,r)}#L(e,t,r={},i=!0){if(r.error){let i=`htmx: ${t}: ${r.error.message??r.error}`;r.error instanceof Error?console.error(i,r.error,{elt:e,detail:r}):console.error(i,{elt:e,detail:r})}else r.warn?console.warn(`htmx: ${t}: ${r.warn}`,{elt:e,detail:r}):this.config.logAll&&console.log(`htmx: ${t}`,{elt:e,detail:r});return e=this.#Ge(e),this.#$(e,t,r),this.trigger(e,this.#F(t),r,i)}#$(e,t,r={}){let i=this.#i.get(t.replace(/:/g,"_"));if(i){r.cancelled=!1;for(const t of i)if(!1===t(e,r)||r.cancelled)return r.cancelled=!0,!1}return!0}timeout(e){if((e=this.parseInterval(e))>0)return new Promise(t=>setTimeout(t,e))}onLoad(e){this.on(this.#F("htmx:after:process"),t=>{e(t.target)})}on(e,t,r){let i,s=document;return void 0===r?(i=e,r=t):(s=this.#Ge(e),i=t),s.addEventListener(i,r),r}find(e,t){return this.#ze(e,t)}findAll(e,t){return this.#be(e,t)}parseInterval(e){if("number"==typeof e)return e;let[,t,r]=e?.match(/^([\d.]+)(ms|s|m)?$/)||[],i=parseFloat(t)*({ms:1,s:1e3,m:6e4}[r]||1);return isNaN(i)?void 0:i}trigger(e,t,r={},i=!0){e=this.#Ge(e);let s=new CustomEvent(t,{detail:r,cancelable:!0,bubbles:i,composed:!0}),n=e?.isConnected?e:document;return!r?.cancelled&&n.dispatchEvent(s)}ajax(e,t,r){(!r||r instanceof Element||"string"==typeof r)&&(r={target:r});let i="string"==typeof r.source?document.querySelector(r.source):r.source;if("string"==typeof r.source&&!i)return Promise.reject(new Error("Source not found"));i||=document.body;let s=this.#T(i,r.event||{});return Object.assign(s,r),r.target&&(s.target=this.#K(document.body,r.target),!s.target)?Promise.reject(new Error("Target not found")):(Object.assign(s.request,{action:t,method:e.toUpperCase()}),r.headers&&Object.assign(s.request.headers,r.headers),this.#X(s))}#Ke(e){this.config.history&&(history.pushState({htmx:!0},"",e),this.#L(document,"htmx:after:history:push",{path:e}))}#Ye(e){this.config.history&&(history.replaceState({htmx:!0},"",e),this.#L(document,"htmx:after:history:replace",{path:e}))}async#$e(e,t){if(await this.timeout(1),e??=history.state,!e?.htmx)return;this.#p?.abort(),t=t||location.pathname+location.search;let r=document.querySelector(this.#S("[hx-history-elt]"))||document.body;if(this.#L(document,"htmx:before:history:restore",{path:t,cacheMiss:!0})){if("reload"!==this.config.history)return this.#p=new AbortController,this.ajax("GET",t,{target:r,swap:"outerSync",select:r!==document.body?this.#S("[hx-history-elt]"):void 0,request:{headers:{"HX-History-Restore-Request":"true"},signal:this.#p.signal}});this._loc.reload()}}#Ze(e){let{sourceElement:t,push:r,replace:i,hx:s,response:n}=e;if((s?.pushurl||s?.replaceurl)&&(r=s.pushurl,i=s.replaceurl),null==r&&null==i&&this.#D(t)&&(r="true"),"false"!==r&&!1!==r||(r=null),"false"!==i&&!1!==i||(i=null),!r&&!i)return null;let o=r||i;if("true"===o){let t=n?.raw?.url||e.request.action,r=new URL(t,location.href);o=r.pathname+r.search+(e.request.anchor?"#"+e.request.anchor:"")}return{type:r?"push":"replace",path:o}}#We(e){if(!this.config.history)return;history.state?.htmx||history.replaceState({htmx:!0},"",location.href);let t=this.#Ze(e);if(!t)return;let r={history:t,sourceElement:e.sourceElement,response:e.response};this.#L(document,"htmx:before:history:update",r)&&("push"===t.type?this.#Ke(t.path):this.#Ye(t.path),this.#L(document,"htmx:after:history:update",r))}#ve(e){if(e._htmx?.onInitialized)return;let t=this.#v("hx-on"),r=this.config.metaCharacter||":",i=t=>async r=>{try{await this.#k(e,{event:r},`with(event?.detail||{}){${t}}`,!1)}catch(t){"symbol"!=typeof t&&this.#L(e,"htmx:error",{error:t})}};for(let s of e.getAttributeNames()){let n=t.find(e=>s.startsWith(e));if(!n)continue;this.#H(e).onInitialized=!0;let o=s.substring(n.length),a=e.getAttribute(s);if(!o){for(let t of a.split(/;(?=[^;]*->)/)){let r=t.indexOf("->");-1!==r&&this.#O(e,t.substring(0,r).trim(),i(t.substring(r+2).trim()))}continue}if(o[0]!==r)continue;let l=o.substring(1);l.startsWith(r)&&(l="htmx"+r+l.substring(1)),this.#O(e,l,i(a))}}#he(e){let t,r=e.sourceElement,i=this.#E(r,"hx-indicator");if(i)t=this.#be(r,i,"hx-indicator");else{if(r===document.body)return;t=[r]}for(const r of t){e.indicators.push(r);let t=this.#W(r);t.rc=(t.rc||0)+1,this.#Ue(r,this.config.requestClass)}}#pe(e){for(let t of e){let e=this.#W(t);e.rc&&--e.rc<=0&&(this.#Xe(t,this.config.requestClass),delete e.rc)}}#ce(e){let t=e.sourceElement,r=this.#E(t,"hx-disable");if(r)for(let i of this.#be(t,r,"hx-disable")){e.disabledElements.push(i);let t=this.#W(i);t.dc=(t.dc||0)+1,i.disabled=!0}}#ge(e){for(const t of e){let e=this.#W(t);e.dc&&--e.dc<=0&&(t.disabled=!1,delete e.dc)}}#C(e,t,r,i,s){if(i&&t&&!t.reportValidity())return;r??=t&&"submit"===e.type?e:null;let n=t?new FormData(t):new FormData,o=t?new Set(t.elements):new Set;if(!t){if(i&&e.reportValidity&&!e.reportValidity())return;this.#et(e,o,n,s)}r?.name&&(n.append(r.name,r.value),o.add(r));let a=this.#E(e,"hx-include");if(a)for(let t of this.#be(e,a)){if(i&&t.reportValidity&&!t.reportValidity())return;this.#et(t,o,n)}return n}#et(e,t,r,i){let s=e.tagName,n=[];"BUTTON"===s||s.includes("-")?n=[e]:(["INPUT","SELECT","TEXTAREA","FIELDSET"].includes(s)||!i&&e!==document.body)&&(n=this.#j(e,"[name]:not(button)"));for(let e of n){let i=e.name||e.getAttribute?.("name");if(!i||e.matches(":disabled")||t.has(e))continue;t.add(e);let s=e.type;if("checkbox"===s||"radio"===s||"INPUT"!==e.tagName&&"checked"in e)e.checked&&r.append(i,e.value);else if("file"===s)for(let t of e.files)r.append(i,t);else if("select-multiple"===s)for(let t of e.selectedOptions)r.append(i,t.value);else if(Array.isArray(e.value))for(let t of e.value)r.append(i,t);else r.append(i,e.value)}}#q(t,r,i,s={}){let n=this.#E(t,r);if(!n)return null;let o=this.#ie(n);if(o)return 0!==o.indexOf("{")&&(o="{"+o+"}"),this.#k(t,s,o,!0).then(e=>{i(e)});i(e.parse(n))}#tt(e){let t=e.trim();return t.startsWith("<")&&t.endsWith("/>")?t.slice(1,-2):t}#be(t,r,i,s){let n=r??t,o=r?this.#Ge(t)||document.body:document;if(n.startsWith("global "))return this.#be(o,n.slice(7),i,!0);let a=n?e.split(n):[],l=[],h=[];for(const e of a){let t,r=this.#tt(e);if(r.startsWith("closest "))t=o.closest(r.slice(8));else if(r.startsWith("find "))t=o.querySelector(r.slice(5));else if(r.startsWith("findAll "))l.push(...o.querySelectorAll(r.slice(8)));else if("next"===r||"nextElementSibling"===r)t=o.nextElementSibling;else if(r.startsWith("next "))t=this.#rt(o,r.slice(5),!!s);else if("previous"===r||"previousElementSibling"===r)t=o.previousElementSibling;else if(r.startsWith("previous "))t=this.#it(o,r.slice(9),!!s);else if("document"===r)t=document;else if("window"===r)t=window;else if("body"===r)t=document.body;else if("host"===r)t=o.getRootNode().host;else if("this"===r){if(i){l.push(...this.#z(o,i));continue}t=o}else h.push(r);t&&l.push(t)}if(h.length>0){let e=h.join(","),t=this.#st(o,!!s);l.push(...t.querySelectorAll(e))}return[...new Set(l)]}#rt(e,t,r){return this.#nt(this.#st(e,r).querySelectorAll(t),e,Node.DOCUMENT_POSITION_PRECEDING)}#it(e,t,r){let i=[...this.#st(e,r).querySelectorAll(t)].reverse();return this.#nt(i,e,Node.DOCUMENT_POSITION_FOLLOWING)}#nt(e,t,r){for(const i of e)if(i.compareDocumentPosition(t)===r)return i}#st(e,t){return e.isConnected&&e.getRootNode?e.getRootNode?.({composed:t}):document}#ee(e,t,r){let i=this.#be(e,t,r)[0];return i||console.warn(`htmx: '${t}' on ${r} did not match any element`,{elt:e,selector:t,attr:r}),i}#ze(e,t,r){return this.#be(e,t,r)[0]}#ie(e){if(null!=e){if(e.startsWith("js:"))return e.substring(3);if(e.startsWith("javascript:"))return e.substring(11)}}#ae(e){let t=this.#H(e);if(t.abortInitialized)return;t.abortInitialized=!0;let r=()=>{this.#oe(e).abort()};e.addEventListener("htmx:abort",r),t.listeners.push({fromElt:e,eventName:"htmx:abort",handler:r})}#I(e,t,r){let{persistentIds:i,idMap:s}=this.#ot(e,t),n=document.createElement("div");n.hidden=!0,document.body.after(n);let o={target:e,idMap:s,persistentIds:i,pantry:n,futureMatches:new WeakSet};r?this.#at(o,e,t):this.#at(o,e.parentNode,t,e,e.nextSibling),this.#Se(n),n.remove()}#at(e,t,r,i=null,s=null){t instanceof HTMLTemplateElement&&r instanceof HTMLTemplateElement&&(t=t.content,r=r.content),i||=t.firstChild;let n=r.firstChild;for(;n;){let r;if(i&&i!=s&&(r=this.#lt(e,n,i,s),r&&r!==i)){let o=i;for(;o&&o!==r;){let r=o;o=o.nextSibling,r instanceof Element&&(e.idMap.has(r)||this.#ht(e,r,n))?this.#Ce(t,r,s):this.#ct(e,r)}}if(!r&&n instanceof Element&&e.persistentIds.has(n.id)){let s=CSS.escape(n.id);r=e.target.id===n.id&&e.target||e.target.querySelector(`[id="${s}"]`)||e.pantry.querySelector(`[id="${s}"]`);let o=r;for(;o=o.parentNode;){let t=e.idMap.get(o);t&&(t.delete(r.id),t.size||e.idMap.delete(o))}this.#Ce(t,r,i)}if(r){this.#ut(r,n,e),i=r.nextSibling,n=n.nextSibling;continue}let o=n.nextSibling;if(e.idMap.has(n)){let r=document.createElement(n.tagName);t.insertBefore(r,i),this.#ut(r,n,e),this.process(r),i=r.nextSibling}else t.insertBefore(n,i),i=n.nextSibling;n=o}for(;i&&i!=s;){let t=i;i=i.nextSibling,this.#ct(e,t)}}#ht(e,t,r){if(e.futureMatches.has(t))return!0;for(let i=r.nextSibling,s=0;i&&s<this.config.morphScanLimit;i=i.nextSibling,s++)if(i instanceof Element&&t.isEqualNode(i))return e.futureMatches.add(t),!0;return!1}#lt(e,t,r,i){if(3===t.nodeType)return 3===r?.nodeType?r:null;if(!(t instanceof Element))return null;let s=null,n=0,o=this.config.morphScanLimit,a=e.idMap.get(t),l=a?.size||0;if(t.id&&!a)return null;let h=r;for(;h&&h!=i;){let r=e.idMap.get(h);if(this.#o.isSoftMatch(h,t)){if(r&&a&&[...r].some(e=>a.has(e)))return h;if(!r){if(o>0&&h.isEqualNode(t))return h;s||(s=h)}}if(n+=r?.size||0,n>l)break;if(null!=document.activeElement?.selectionStart&&h.contains(document.activeElement))break;if(--o<1&&0===l)break;h=h.nextSibling}return s&&this.#ht(e,s,t)?null:s}#M(e,t){return e instanceof Element&&e.tagName===t.tagName&&(!("SCRIPT"===e.tagName&&!e.isEqualNode(t))&&(!e.id||e.id===t.id))}#ct(e,t){e.idMap.has(t)?this.#Ce(e.pantry,t,null):(this.#Se(t),t.remove())}#Ce(e,t,r){if(e.moveBefore)try{return void e.moveBefore(t,r)}catch(e){}e.insertBefore(t,r)}#ut(e,t,r){if(3===e.nodeType)return void(e.nodeValue!==t.nodeValue&&(e.nodeValue=t.nodeValue));if(this.config.morphSkip&&e.matches?.(this.config.morphSkip))return;if(!this.#$(e,"htmx:before:morph:node",{oldNode:e,newNode:t}))return;this.#Je(e,t),e instanceof HTMLTextAreaElement&&document.activeElement!==e&&e.defaultValue!=t.defaultValue&&(e.value=t.value),this.config.morphSkipChildren&&e.matches?.(this.config.morphSkipChildren)||e.isEqualNode(t)&&"TEMPLATE"!==t.tagName&&!t.querySelector?.("template")||this.#at(r,e,t)}#Je(e,t){let r=this.config.morphIgnore||[],i=!1,s=e=>this.#v("hx-").some(t=>e.startsWith(t));for(const n of t.attributes)if(!r.some(e=>n.name.startsWith(e))&&e.getAttribute(n.name)!==n.value){if(s(n.name)&&(i=!0),!this.#$(e,"htmx:before:morph:attr",{attrName:n.name,newValue:n.value}))continue;e.setAttribute(n.name,n.value),"value"===n.name&&e instanceof HTMLInputElement&&"file"!==e.type&&document.activeElement!==e&&(e.value=n.value)}for(let n=e.attributes.length-1;n>=0;n--){let o=e.attributes[n];if(o&&!t.hasAttribute(o.name)&&!r.some(e=>o.name.startsWith(e))){if(s(o.name)&&(i=!0),!this.#$(e,"htmx:before:morph:attr",{attrName:o.name,newValue:null}))continue;e.removeAttribute(o.name)}}i&&this.#Se(e,!0)}#dt(e,t,r,i){for(const s of i)if(t.has(s.id)){let t=s;for(;t&&t!==r;){let r=e.get(t);null==r&&(r=new Set,e.set(t,r)),r.add(s.id),t=t.parentElement}}}#ot(e,t){let r=this.#j(e,"[id]"),i=t.querySelectorAll("[id]"),s=this.#ft(r,i),n=new Map;return this.#dt(n,s,e.parentElement,r),this.#dt(n,s,t,i),{persistentIds:s,idMap:n}}#ft(e,t){let r=new Set,i=new Map;for(const{id:t,tagName:s}of e)i.has(t)?r.add(t):t&&i.set(t,s);let s=new Set;for(const{id:e,tagName:n}of t)s.has(e)?r.add(e):i.get(e)===n&&s.add(e);for(const e of r)s.delete(e);return s}#fe(t){let r=t.response.raw.status,i=this.config.noSwap.map(e=>e+""),s=r+"";for(let r of[s,s.slice(0,2)+"x",s[0]+"xx"]){if(i.includes(r))return void(t.swap="none");let s=this.#E(t.sourceElement,"hx-status:"+r);if(s)return void e.merge(s,t)}}#_e(e,t){return new Promise(r=>{this.#m||=[],this.#m.push({task:e,resolve:r,ctx:t}),this.#x||this.#mt()})}async#mt(){if(0===this.#m.length||this.#x)return;this.#x=!0;let{task:e,resolve:t,ctx:r}=this.#m.shift();try{if(document.startViewTransition){let t={task:e,ctx:r};this.#L(r.sourceElement,"htmx:before:viewTransition",t),await document.startViewTransition(t.task).finished,this.#L(r.sourceElement,"htmx:after:viewTransition",t)}else await e()}catch(e){}finally{this.#x=!1,t(),this.#mt()}}#Qe(e,t){let r=["class","style","width","height"],i=t.querySelectorAll("[id]"),s=Object.fromEntries([...i].map(e=>[e.id,e])),n=e.querySelectorAll("[id]"),o=[];for(let e of n){let t=s[e.id];if(t?.tagName===e.tagName){let i=e.cloneNode(!1);for(let i of r)t.hasAttribute(i)?e.setAttribute(i,t.getAttribute(i)):e.removeAttribute(i);o.push(()=>{this.#Je(e,i)})}}return o}#Ue(e,t){e?.classList?.add?.(t)}#Xe(e,t){e?.classList?.remove?.(t),0===e?.classList?.length&&e.removeAttribute("class")}#Ge(e){return"string"==typeof e?this.find(e):e}#F(e){return this.config.metaCharacter?e.replace(/:/g,this.config.metaCharacter):e}}})();
;
/* vendor/hx-ws-4.0.1.min.js */
(()=>{let e;function t(e){let t=htmx.config.metaCharacter||":",n=`[${CSS.escape("hx-ws"+t+e)}]`;return htmx.config.prefix&&(n+=`,[${CSS.escape(htmx.config.prefix+"ws"+t+e)}]`),n}function n(t){let n=e.HCON.parse(e.attributeValue(t,"hx-config")).ws||{};return{reconnect:!0,reconnectCodes:[1001,1005,1006,1011,1012,1013,1014],reconnectDelay:500,reconnectMaxDelay:6e4,reconnectMaxAttempts:1/0,reconnectJitter:.3,pauseOnBackground:!0,maxOutgoingMessagesQueueSize:100,...htmx.config.ws,...n}}function o(e){if(e.startsWith("ws://")||e.startsWith("wss://"))return e;if(e.startsWith("http://"))return"ws://"+e.slice(7);if(e.startsWith("https://"))return"wss://"+e.slice(8);let t="https:"===window.location.protocol?"wss:":"ws:",n=window.location.host;return e.startsWith("//")?t+e:e.startsWith("/")?t+"//"+n+e:t+"//"+n+window.location.pathname.substring(0,window.location.pathname.lastIndexOf("/")+1)+e}const r=new Set;function c(e,t){if(t.timer&&clearTimeout(t.timer),t.visibilityHandler&&document.removeEventListener("visibilitychange",t.visibilityHandler),t.abortController&&t.abortController.abort(),t.queue.length=0,t.socket)try{t.socket.readyState!==WebSocket.OPEN&&t.socket.readyState!==WebSocket.CONNECTING||t.socket.close()}catch(e){}e._htmx?.ws?.connection===t&&delete e._htmx.ws.connection,r.delete(t)}function i(t,n){let o=n.url;if(n.abortController&&n.abortController.abort(),n.socket){let e=n.socket;n.socket=null;try{e.readyState!==WebSocket.OPEN&&e.readyState!==WebSocket.CONNECTING||e.close()}catch(e){}}try{n.socket=new WebSocket(o,n.config?.protocols);let a=new AbortController;n.abortController=a;let l={signal:a.signal};n.socket.addEventListener("open",()=>{t.isConnected?(e.triggerHtmxEvent(t,"htmx:ws:after:connection",{connection:n}),n.attempt=0,function(e){for(;e.queue.length&&e.socket?.readyState===WebSocket.OPEN;){let t=e.queue.shift();s(e,t.element,t.message)}}(n)):c(t,n)},l),n.socket.addEventListener("message",o=>{n.receiving=n.receiving.then(()=>async function(t,n,o){let r=[],i={data:o.data,text(){let e=i.data;return"string"==typeof e?Promise.resolve(e):e instanceof Blob?e.text():Promise.resolve((new TextDecoder).decode(e))},json:()=>i.text().then(JSON.parse)};if(!t.isConnected)return void c(t,n);let s={connection:n,message:i,cancelled:!1,waitUntil(e){r.push(Promise.resolve(e))}},a=e.triggerHtmxEvent(t,"htmx:ws:before:message:incoming",s);if(await Promise.all(r),!a||s.cancelled)return;let l,u=null;if("string"==typeof i.data)try{u=await i.json()}catch(e){l=await i.text()}u&&(void 0!==u.content?l=u.content:void 0!==u.payload&&(l=u.payload,n._payloadWarnFired||(console.warn("htmx: [hx-ws] json.payload is deprecated; use json.content instead"),n._payloadWarnFired=!0)));if(null!=l){let n=u?.target||e.attributeValue(t,"hx-target"),o=u?.swap||e.attributeValue(t,"hx-swap")||htmx.config.defaultSwap;/(?:^|\s)swapEmpty(?::(?:true|false))?(?=\s|$)/.test(o)||(o+=" swapEmpty:false"),await htmx.swap({sourceElement:t,target:n||t,swap:o,select:u?.select??e.attributeValue(t,"hx-select"),selectOOB:e.attributeValue(t,"hx-select-oob"),text:l,transition:!1})}e.triggerHtmxEvent(t,"htmx:ws:after:message:incoming",{connection:n,message:i})}(t,n,o)).catch(o=>{t.isConnected&&e.triggerHtmxEvent(t,"htmx:ws:error",{connection:n,error:o})})},l),n.socket.addEventListener("close",o=>{if(o.target!==n.socket)return;if(t.isConnected&&e.triggerHtmxEvent(t,"htmx:ws:close",{connection:n,reason:"closed",code:o.code}),!r.has(n))return;let s=n.config;s.pauseOnBackground&&document.hidden||(s.reconnect&&s.reconnectCodes.includes(o.code)&&t.isConnected?function(t,n){let o=n.config;n.attempt++;let r=n.attempt;if(!o.reconnect||r>o.reconnectMaxAttempts)return void c(t,n);let s=htmx.parseInterval(o.reconnectDelay)??o.reconnectDelay,a=htmx.parseInterval(o.reconnectMaxDelay)??o.reconnectMaxDelay,l=Math.min(s*Math.pow(2,r-1),a);if(o.reconnectJitter>0){let e=l*o.reconnectJitter;l=Math.max(0,l+(2*Math.random()-1)*e)}if(!t.isConnected)return void c(t,n);if(n.cancelled=!1,!e.triggerHtmxEvent(t,"htmx:ws:before:connection",{connection:n})||n.cancelled)return e.triggerHtmxEvent(t,"htmx:ws:close",{connection:n,reason:"cancelled",code:null}),void c(t,n);n.timer=setTimeout(()=>{t.isConnected?i(t,n):c(t,n)},l)}(t,n):c(t,n))},l),n.socket.addEventListener("error",o=>{t.isConnected&&e.triggerHtmxEvent(t,"htmx:ws:error",{connection:n,error:o})},l)}catch(o){t.isConnected&&e.triggerHtmxEvent(t,"htmx:ws:error",{connection:n,error:o})}}function s(t,n,o){try{t.socket.send(o.data),e.triggerHtmxEvent(n,"htmx:ws:after:message:outgoing",{connection:t,message:o})}catch(o){e.triggerHtmxEvent(n,"htmx:ws:error",{connection:t,error:o})}}function a(t){if(e.htmxProp(t).ws??={},t._htmx.ws.initialized)return;let c=e.attributeValue(t,"hx-ws:connect");if(!c)return;let s=e.attributeValue(t,"hx-trigger")||"load";e.onTrigger(t,s,()=>{!function(t,c){if(c._htmx.ws.connection)return c._htmx.ws.connection;let s={url:o(t),config:n(c),socket:null,attempt:0,timer:null,queue:[],receiving:Promise.resolve(),sending:Promise.resolve(),abortController:null,visibilityHandler:null,cancelled:!1};!e.triggerHtmxEvent(c,"htmx:ws:before:connection",{connection:s})||s.cancelled?e.triggerHtmxEvent(c,"htmx:ws:close",{connection:s,reason:"cancelled",code:null}):(c._htmx.ws.connection=s,r.add(s),i(c,s),s.config.pauseOnBackground&&(s.visibilityHandler=()=>{document.hidden?s.socket&&s.socket.readyState===WebSocket.OPEN&&s.socket.close():s.socket&&s.socket.readyState!==WebSocket.CLOSED||(s.attempt=0,i(c,s))},document.addEventListener("visibilitychange",s.visibilityHandler)))}(c,t)}),t._htmx.ws.initialized=!0}function l(n){if(e.htmxProp(n).ws??={},n._htmx.ws.sendInitialized)return;let c=e.attributeValue(n,"hx-trigger");c||(c=n.matches("form")?"submit":n.matches("input:not([type=button]):not([type=submit]),select,textarea")?"change":"click"),e.onTrigger(n,c,async c=>{n.matches("form")&&"submit"===c.type&&c.preventDefault(),await async function(n,c){let i=n.closest(t("connect")),a=i&&e.attributeValue(i,"hx-ws:connect");if(!a)return void e.triggerHtmxEvent(n,"htmx:ws:error",{url:null,error:"No WebSocket connection found for element"});let l=o(a),u=i._htmx?.ws?.connection;if(!u)return void e.triggerHtmxEvent(n,"htmx:ws:error",{url:l,error:"Connection not open"});let d={...e.createRequestContext(n,c).request.headers};delete d.Accept;let m=n.form||n.closest("form"),h=e.collectFormData(n,m,c.submitter),g={};for(let[e,t]of h)g[e]=e in g?[].concat(g[e],t):t;let x=e.getAttributeObject(n,"hx-vals",e=>Object.assign(g,e)),w=u.sending.then(async()=>{x&&await x,delete g.headers;let t=[],o={headers:d,values:g,data:void 0},c={connection:u,message:o,cancelled:!1,waitUntil(e){t.push(Promise.resolve(e))}},i=e.triggerHtmxEvent(n,"htmx:ws:before:message:outgoing",c);try{if(await Promise.all(t),!i||c.cancelled)return;if(o.data??=JSON.stringify({...o.values,headers:o.headers}),!r.has(u))return void e.triggerHtmxEvent(n,"htmx:ws:error",{connection:u,error:"Connection closed"});u.socket?.readyState===WebSocket.OPEN?s(u,n,o):u.queue.length>=u.config.maxOutgoingMessagesQueueSize?e.triggerHtmxEvent(n,"htmx:ws:error",{connection:u,error:"Outgoing messages queue is full"}):u.queue.push({element:n,message:o})}catch(t){e.triggerHtmxEvent(n,"htmx:ws:error",{connection:u,error:t})}});u.sending=w.catch(()=>{}),await w}(n,c)}),n._htmx.ws.sendInitialized=!0}htmx.registerExtension("ws",{init:t=>{e=t,htmx.config.ws||(htmx.config.ws={})},htmx_after_process:n=>{const o=t=>{!function(e){if(e.hasAttribute("ws-connect")||e.hasAttribute("ws-send")){if(console.warn("htmx: [hx-ws] legacy attributes ws-connect and ws-send are deprecated; use hx-ws:connect and hx-ws:send instead"),e.hasAttribute("ws-connect")){let t=e.getAttribute("ws-connect"),n=htmx.config.metaCharacter||":",o=(htmx.config.prefix||"hx-")+"ws"+n+"connect";e.hasAttribute(o)||e.setAttribute(o,t)}if(e.hasAttribute("ws-send")){let t=htmx.config.metaCharacter||":",n=(htmx.config.prefix||"hx-")+"ws"+t+"send";e.hasAttribute(n)||e.setAttribute(n,"")}}}(t);let n=e.attributeValue(t,"hx-ws:send");null!=e.attributeValue(t,"hx-ws:connect")&&a(t),null!=n&&l(t)};o(n);let r=t("connect")+","+t("send")+",[ws-connect],[ws-send]";n.querySelectorAll(r).forEach(o)},htmx_before_cleanup:t=>{!function(t){let n=t._htmx?.ws?.connection;n&&(e.triggerHtmxEvent(t,"htmx:ws:close",{connection:n,reason:"removed",code:null}),c(t,n))}(t)}}),"undefined"!=typeof window&&window.htmx&&window.addEventListener("pagehide",()=>{r.forEach(e=>{e.socket&&e.socket.close(1e3,"page navigating away")})})})();
;
(() => {
"use strict";

/* src/shared.js */
htmx.config.noSwap = [204, 304, "5xx"];
htmx.config.defaultTimeout = 15000;

const $ = (selector, root = document) => root.querySelector(selector);
const all = (selector, root = document) => [...root.querySelectorAll(selector)];
const on = (name, what) => document.addEventListener(name, what);
const text = (name) => $("[data-texts]")?.dataset[name] ?? "";

const [, trialogue, view] = /^\/t\/([^/]+)(?:\/(lead|screen))?$/.exec(location.pathname) ?? [];
const isPhone = Boolean(trialogue) && !view;
const isLive = $("[hx-ws\\:connect]") !== null;
const isConsole = view === "lead";

function keeping(area) {
  const memory = new Map();
  return {
    get(name) { try { return memory.get(name) ?? window[area].getItem(name); } catch { return memory.get(name) ?? null; } },
    set(name, value) { try { window[area].setItem(name, value); memory.delete(name); } catch { memory.set(name, value); } },
    drop(name) { memory.delete(name); try { window[area].removeItem(name); } catch { /* switched off */ } },
    names() { try { return [...memory.keys(), ...Object.keys(window[area])]; } catch { return [...memory.keys()]; } },
  };
}
const inTab = keeping("sessionStorage");
const onDevice = keeping("localStorage");

function loadAfresh() {
  if (isPhone) inTab.set("afresh", "1");
  location.reload();
}

const epoch = $("[data-epoch]")?.dataset.epoch;
async function fetchAs(address, wish) {
  const headers = epoch ? { ...wish.headers, "Page-Epoch": epoch } : wish.headers;
  const answer = await fetch(address, { credentials: "same-origin", ...wish, headers });
  if (answer.status === 205) {
    loadAfresh();
    await new Promise(() => {}); // until it does
  }
  return answer;
}

const fresh = () => crypto.randomUUID?.() ?? // not there on a plain http address
  [...crypto.getRandomValues(new Uint8Array(16))].map((b) => b.toString(16).padStart(2, "0")).join("");

let saying = [];
function announce(sentence) {
  const place = $("#announce");
  if (!place) return;
  if (!saying.length) setTimeout(() => { saying = []; }, 500);
  saying.push(sentence);
  place.textContent = saying.join(" ");
}

/* src/connection.js */
htmx.config.ws = { reconnectDelay: 1000, reconnectMaxDelay: 15000, reconnectJitter: 1 };

const SILENCE = 40000; // ms without any message: the connection is dead
const QUIET = 20000; // the heartbeat comes every 10 s, so a younger page is up to date
const SHORT = 3000; // a longer break, and the page asks by itself

let socket = null; // the open one
let line = null; // what htmx keeps of it
let opened = false; // there was one
let latest = null; // the one that was tried last
let triedAt = 0; // and since when
let at = 0; // the position of this page
let skew = 0; // how far the server's clock is ahead of ours, in ms
let heard = Date.now(); // when the server last said anything
let down = Date.now(); // since when there is no socket
let lost = false; // and the page says so
let greeted = false; // the server said something on this socket, so there was a right to it
let over = false; // ended with a reason, for good
let leaving = false;
let slept = false; // the page was hidden since it had a socket

function tell(sentence, withButton = false) {
  const banner = $("#connection");
  if (!banner) return;
  const words = $("p", banner);
  if (words.textContent !== sentence) words.textContent = sentence;
  $("button", banner)?.remove();
  if (withButton) {
    const button = Object.assign(document.createElement("button"), { type: "button", className: "btn", textContent: text("again") });
    button.addEventListener("click", () => location.reload());
    banner.append(button);
  }
  banner.hidden = !sentence;
}

function acknowledged() {
  heard = Date.now();
  if (over) return;
  if (lost) announce(text("back"));
  lost = false;
  tell("");
  showAge();
}

function unreachable() {
  if (over || leaving || document.hidden) return;
  lost = true;
  tell(text("offline"));
  showAge();
}

function showAge() {
  const place = $("#age");
  if (!place) return;
  const age = Date.now() - heard;
  const steps = Math.floor(age / 10000) * 10;
  const minutes = Math.floor(age / 60000);
  const name = minutes > 1 ? "ageMinutes" : minutes ? "ageMinute" : steps ? "ageSeconds" : "ageNow";
  const sentence = text(name).replace("{n}", minutes || steps);
  place.hidden = over || !(lost || (age >= QUIET && Date.now() - down > SHORT));
  if (!place.hidden && place.textContent !== sentence) place.textContent = sentence;
}

function end(code) {
  over = true;
  maySleep();
  if (line) line.config.reconnect = false;
  showAge();
  if (code === 4404 && greeted && throwAway()) return;
  const closed = isPhone && (code === 4410 || code === 4404);
  const why = text(closed ? "c4410" : `c${code}`) || text("c4400");
  if (closed || code === 4403) endOutbox(why);
  if (!closed || !thank()) tell(why, true);
}

let asked = false; // for the whole board, and it did not come yet

function hello() {
  asked = true;
  if (socket?.readyState === 1) socket.send(JSON.stringify({ hello: 1, last: at }));
}

function tries(one) {
  latest = one;
  triedAt = Date.now();
}

on("htmx:ws:before:connection", ({ detail }) => { line = detail.connection; });

on("htmx:ws:after:connection", ({ detail }) => {
  const justLoaded = !opened && Date.now() - down < SHORT;
  opened = true;
  line = detail.connection;
  socket = line.socket;
  tries(socket);
  down = Date.now();
  greeted = false;
  at = 0; // positions of an earlier connection mean nothing on this one
  hello();
  if (isPhone && !justLoaded) refresh(slept ? 500 : 4000);
  slept = false;
  flushNow();
});

on("htmx:ws:before:message:incoming", (event) => {
  acknowledged();
  greeted = true;
  let message;
  try { message = JSON.parse(event.detail.message.data); } catch { return; }
  if ("at" in message) {
    if (message.now) skew = message.now - Date.now();
    if (message.at !== at) hello(); // something was lost on the way, perhaps the answer too
  } else if (message.from && message.from !== at) {
    event.preventDefault(); // a gap: ask for the whole board, once
    if (!asked) hello();
  } else {
    at = message.to;
    if (!message.from) asked = false;
    if (isStill) event.detail.message.data = JSON.stringify({ ...message, content: sieve(message.content) });
  }
});

on("htmx:ws:close", ({ detail: { code, reason } }) => {
  if (reason !== "closed") return;
  if (socket) down = Date.now();
  socket = null;
  if (code === 4205) loadAfresh(); // it shows a code that lets nobody in any more, or a past that is no more
  if (code >= 4400 && code < 4500) end(code);
  greeted = false;
});

setInterval(() => {
  if (!isLive || over || document.hidden) return;
  showAge();
  if (!socket && !polling && Date.now() - down > SHORT) pollSoon();
  if (line?.socket !== latest) tries(line.socket);
  if (socket?.readyState === 1 && Date.now() - Math.max(heard, triedAt) > SILENCE) {
    unreachable();
    socket.close();
  } else if (latest?.readyState === 0 && Date.now() - triedAt > SILENCE) {
    latest.close(); // a handshake that nobody answers; the next one comes by itself
  }
}, 1000);

function lookAgain() {
  if (polling) pollSoon();
  flushNow();
}
on("visibilitychange", () => {
  slept = true;
  if (document.hidden) return;
  down = Date.now();
  lookAgain();
});
addEventListener("online", lookAgain);
addEventListener("pagehide", () => { leaving = true; });
addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });

/* src/parts.js */
const PATIENCE = 8000; // ms for an answer
const POLL = 4000; // ms between two questions
const LONGEST = 30000; // when nobody answers

let polling = null; // the timer of the next question
let pollPause = POLL;
let asking = false;

async function fetched(address) {
  const answer = await fetchAs(address, {
    headers: { Accept: "text/html" }, signal: AbortSignal.timeout?.(PATIENCE),
  });
  if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  acknowledged();
  return page;
}

const partial = (it) =>
  `<hx-partial hx-target="#${CSS.escape(it.id)}" hx-swap="outerMorph">${it.outerHTML}</hx-partial>`;
const swapIn = (text) => htmx.swap({
  sourceElement: document.body, target: document.body, swap: "none", transition: false, text,
});
const swap = (elements) => swapIn(sieve(elements.map(partial).join("")));

function ended(error) {
  const status = Number(error.message);
  if (![403, 404, 410].includes(status)) return false;
  end(4000 + status);
  return true;
}

function pollSoon() {
  clearTimeout(polling);
  pollPause = POLL;
  polling = setTimeout(poll, Math.random() * 1000);
}

async function poll() {
  if (asking) return;
  asking = true;
  if (!document.hidden && !socket && !over) await ask();
  asking = false;
  clearTimeout(polling);
  polling = socket || over ? null : setTimeout(poll, pollPause * (0.75 + Math.random() / 2));
}

async function ask() {
  try {
    const before = sent;
    const page = await fetched(location.href);
    if (!socket && sent === before) await swap(all("[data-live][id]", page));
    pollPause = POLL;
    flushNow();
  } catch (error) {
    if (over || ended(error)) return;
    unreachable();
    pollPause = Math.min(pollPause * 2, LONGEST);
  }
}

/* src/step.js */
const hasForms = isPhone || isConsole;
const stepNow = () => $("#step")?.dataset.step;
const moves = (token) => token?.split(".", 3).join("."); // standing, era, how often the room moved
let step = stepNow();
let stale = false; // the own part may be older than the server's
let planned = null;
let sent = 0; // how many forms left this page: a part that was asked for before is too old

function touched(field) {
  if (/^(radio|checkbox)$/.test(field.type)) return field.checked !== field.defaultChecked;
  return field.type !== "hidden" && field.value.trim() !== "" && field.value !== field.defaultValue;
}
const unsent = (within = $("#inhoud")) =>
  within !== null && ($("[data-panel]:not([hidden])", within) !== null || all("input, textarea", within).some(touched));

function watchStep(wait = isPhone ? Math.random() * 1500 : 0) {
  if (!hasForms || over || planned || (!stale && stepNow() === step)) return;
  planned = setTimeout(() => {
    planned = null;
    nextStep(false);
  }, wait);
}

function refresh(within) {
  stale = true;
  watchStep(Math.random() * within);
}

const besideForms = (page) => ["mine", "ready", "saved", "speak", "your-turn"]
  .map((id) => page.getElementById(id))
  .filter((it) => it && !unsent(document.getElementById(it.id)));

function keepSaid(page) {
  const said = $("#said");
  if (said && $("[role=alert]", said)) page.getElementById("said")?.replaceWith(page.importNode(said, true));
}

function keepLive(page, bare) {
  for (const it of socket || bare || isStill ? all("[data-live][id]", page) : []) {
    const here = document.getElementById(it.id);
    if (here) it.replaceWith(page.importNode(here, true));
  }
}

function sayNext(moved) {
  if (moved || isPhone) $("#next-step")?.removeAttribute("hidden");
}

function toTop() {
  scrollTo(0, 0);
  if (document.activeElement.matches(":is(a, button):focus-visible")) document.activeElement.scrollIntoView({ block: "nearest" });
  setTimeout(toQuestion);
}

function toQuestion() {
  const question = $("#inhoud h1");
  if (!question || document.activeElement !== resting) return;
  resting = question;
  question.tabIndex = -1;
  question.focus({ preventScroll: true });
  scrollTo(0, 0); // where it stands: the part that had the focus for a moment may be far down
}

async function nextStep(asked) {
  const [now, before] = [stepNow(), sent];
  const news = now !== step;
  const moved = moves(now) !== moves(step);
  if (news && !asked && unsent()) sayNext(moved);
  if (!stale && !asked && unsent()) return;
  const query = new URLSearchParams(moved ? "" : location.search);
  query.set("part", "inhoud");
  const bare = isPhone && socket !== null; // what is live is here already, and may be long
  if (bare) query.set("live", "0");
  try {
    const page = await fetched(`${location.pathname}?${query}`);
    if (sent !== before) return refresh(500);
    stale = false;
    if (!asked && unsent()) { // perhaps begun while the answer was on its way
      if (news) sayNext(moved);
      else await swap(besideForms(page));
      return;
    }
    step = now;
    keepLive(page, bare);
    $("#next-step")?.setAttribute("hidden", "");
    if (moved) history.replaceState(null, "", location.pathname);
    else if (!asked) keepSaid(page);
    for (const form of all("#inhoud form")) form.reset();
    await swap([page.getElementById("inhoud")]);
    restoreDrafts();
    if (moved) toTop();
  } catch (error) {
    if (!ended(error)) watchStep(3000);
  }
}

on("click", (event) => {
  if (!event.target.closest?.("#next-step :is(a, button)")) return;
  event.preventDefault();
  nextStep(true);
});

function replaceAll(ending) {
  ($(".app") ?? document.body).replaceChildren(ending.content.cloneNode(true));
  scrollTo(0, 0);
  const main = $("#inhoud");
  main.tabIndex = -1;
  main.focus();
}

function throwAway() {
  const ending = $("template[data-thrown]");
  if (!ending) return false;
  if (isPhone) forgetAll();
  replaceAll(ending);
  return true;
}

function thank() {
  const ending = $("template[data-closed]");
  if (!ending || unsent()) return false;
  const outcomes = $("#board [data-outcomes]");
  replaceAll(ending);
  if (outcomes) $("#thanks").after(outcomes);
  for (const it of all("[data-outcomes] [data-letter]")) it.hidden = false; // not the one that was asked about alone
  showOutbox();
  return true;
}

/* src/board.js */
const recognised = () => new Set(($("#mine")?.dataset.recognised ?? "").split(/\s+/).filter(Boolean));

function markMine() {
  const mine = recognised();
  for (const button of all("[data-recognise]")) {
    button.setAttribute("aria-pressed", String(mine.has(button.dataset.recognise)));
  }
  for (const { dataset: { own } } of all("#mine [data-own]")) {
    for (const button of all(`[data-recognise="${own}"]`)) {
      button.hidden = true;
      button.parentElement.dataset.mine = $("#mijn").textContent;
    }
  }
  for (const button of all("[data-slot]")) button.classList.toggle("waiting", waitsFor(button.dataset.slot));
}

function rememberRecognised(body) {
  const mine = recognised();
  mine[body.get("on") === "0" ? "delete" : "add"](body.get("contribution"));
  if ($("#mine")) $("#mine").dataset.recognised = [...mine].join(" ");
  markMine();
}

const onBoard = new Set(); // own texts, when last seen
let askedAbout = "";
let announced = ""; // the own turn, as it was told

function watchOwn() {
  const news = [];
  for (const { dataset: { own, held } } of all("#mine [data-own]")) {
    const there = document.getElementById(`inbreng-${own}`) !== null;
    if (there ? held !== undefined : onBoard.has(own)) news.push(`text ${own}`);
    onBoard[there ? "add" : "delete"](own);
  }
  const [own, floor] = [$("#speak")?.dataset, $("#floor")?.dataset];
  if (own?.hand && floor && floor.down !== own.down) news.push(`hand ${own.hand} ${floor.down}`);
  showTurn(floor?.turn);
  const about = news.join();
  if (about && about !== askedAbout) refresh(1000);
  askedAbout = about;
}

function showTurn(now) {
  const place = $("#your-turn");
  if (!place) return;
  const mine = place.dataset.turn;
  place.hidden = !mine || mine !== now;
  if (!place.hidden && mine !== announced) announce(place.textContent.trim());
  if (!place.hidden) announced = mine;
}

function showChosen() {
  const { at: letter, option } = $("#act")?.dataset ?? {};
  const query = new URLSearchParams(location.search);
  if (option && query.get("option") !== option) {
    query.set("option", option);
    history.replaceState(null, "", `?${query}`);
  }
  for (const it of all(":is(#board, #told) [data-letter]")) it.hidden = Boolean(letter) && it.dataset.letter !== letter;
  for (const it of all("#board .intro")) it.hidden = Boolean(letter);
  for (const it of all("#board .arguments")) it.hidden = !letter;
}

const unfolded = new Set();
const foldOf = (it) => `${it.closest("[data-live]")?.id} ${$("summary", it)?.textContent.trim()}`;

document.addEventListener("toggle", ({ target }) => {
  if (target.matches?.("[data-live] details")) unfolded[target.open ? "add" : "delete"](foldOf(target));
}, true); // it does not bubble

function unfold() {
  for (const it of all("[data-live] details")) if (unfolded.has(foldOf(it))) it.open = true;
}

function look(times) {
  const place = $("#proposal");
  if (place.hidden) return times && setTimeout(look, 100, times - 1);
  place.focus({ preventScroll: true });
  place.scrollIntoView();
}
on("htmx:after:swap", () => {
  const asks = $("#outcome [data-look]");
  asks?.removeAttribute("data-look"); // once
  if (asks) setTimeout(look, 50, 20);
});

function closeMenus(but) {
  for (const it of all("details.more[open]")) {
    if (it === but) continue;
    if (it.contains(document.activeElement)) $("summary", it).focus();
    it.open = false;
  }
}
const sheet = $("#card");
on("htmx:after:swap", ({ detail: { ctx } }) => {
  if (ctx?.target === sheet && sheet?.firstElementChild && !sheet.open) sheet.showModal();
});
on("click", (event) => {
  if (!sheet?.open || (event.target !== sheet && !event.target.closest?.("#card :is(a, button)"))) return;
  if (event.target.closest?.("[data-close]")) event.preventDefault();
  sheet.close();
});
on("click", ({ target }) => closeMenus(target.closest?.(".more a, .more button") ? null : target.closest?.(".more")));
on("keydown", ({ key }) => { if (key === "Escape") closeMenus(); });

/* src/arrivals.js */
const BATCH = 10000; // ms between two tellings
const known = new Set(); // the texts that this page has shown
let untold = [];
let telling = null;
let toldStep = null; // the step in which they are known
const toldName = () => ($("#phase-name") ?? $("#script [aria-current=step] > span")?.firstChild)?.textContent.trim();
let stepName = toldName();

const moving = (root = document) => all('[data-live="moving"]', root);
const textsOf = (root) => all(".contribution[id]", root).filter((it) => !it.closest("details"));
const voiceOf = (it) => $("footer .persp", it)?.textContent.trim() ?? "";
const isOwn = ({ id }) => $(`#mine [data-own="${id.replace(/^tekst-/, "")}"]`) !== null;
const counted = (name, n) => text(n === 1 ? `${name}One` : `${name}Many`).replace("{n}", n);

function watchArrivals() {
  if (!hasForms || !isLive) return;
  const fresh = moving().flatMap(textsOf).filter((it) => !known.has(it.id));
  for (const it of fresh) known.add(it.id);
  if (toldStep !== stepNow()) untold = [];
  else untold.push(...fresh.map((it) => ({ id: it.id, voice: voiceOf(it) })));
  toldStep = stepNow();
  if (untold.length) telling ??= setTimeout(tellArrivals, BATCH);
  const name = toldName();
  if (name && name !== stepName) announce(text("nextStep").replace("{name}", name));
  stepName = name;
}

function tellArrivals() {
  telling = null;
  const voices = new Map();
  for (const it of untold.filter((one) => !isOwn(one))) voices.set(it.voice, (voices.get(it.voice) ?? 0) + 1);
  untold = [];
  const told = [...voices].map(([voice, n]) => counted("came", n).replace("{who}", voice));
  if (told.length && !document.hidden) announce(told.join(" "));
}

/* src/still.js */
const OWN_ACT = 3000; // ms in which the board follows an act of the console
const laidUp = new Map(); // by the id of a region: an element that holds what it is by now
let isStill = inTab.get("still") === "1";
let following = 0; // until when an own act lets everything through

function laidUpOf(id) {
  const selector = `#${CSS.escape(id)}`;
  for (const copy of laidUp.values()) if ($(selector, copy)) return $(selector, copy);
  const region = document.getElementById(id)?.closest('[data-live="moving"]');
  if (!region || laidUp.has(region.id)) return null;
  const copy = document.createElement("div");
  copy.append(region.cloneNode(true));
  for (const it of all("[data-htmx-powered]", copy)) it.removeAttribute("data-htmx-powered");
  laidUp.set(region.id, copy);
  return $(selector, copy);
}

const WAYS = { outerMorph: "replaceWith", afterend: "after", beforebegin: "before", delete: "remove" };
const idOf = (part) => part.getAttribute("hx-target").replace(/^#|\\/g, "");
function layUp(part) {
  const it = laidUpOf(idOf(part));
  it?.[WAYS[part.getAttribute("hx-swap")]](...part.childNodes);
  return it !== null;
}

function sieve(html) {
  if (!isStill) return html;
  const changes = Object.assign(document.createElement("template"), { innerHTML: html }).content;
  const through = [...changes.children].filter((part) => !layUp(part));
  const token = $("#step", changes)?.dataset.step ?? stepNow();
  const rest = through.map((part) => part.outerHTML).join("");
  if (token !== stepNow() || Date.now() < following) return rest + whatIsLaidUp();
  letGo();
  showStill();
  return rest;
}
function whatIsLaidUp() {
  const html = [...laidUp.values()].map((copy) => partial(copy.firstElementChild)).join("");
  laidUp.clear();
  return html;
}
const catchUp = () => swapIn(whatIsLaidUp());

function letGo() {
  for (const [id, copy] of laidUp) {
    const region = document.getElementById(id);
    for (const it of region ? all(".contribution[id]", region) : []) {
      const now = $(`#${CSS.escape(it.id)}`, copy);
      if (!now && !laidUpOf(it.id) && !pushedOff(it, copy)) it.remove();
      else if (now && $("p", now).textContent !== $("p", it).textContent) $("p", it).replaceWith($("p", now).cloneNode(true));
    }
  }
}
function pushedOff(it, copy) {
  if (!$('[href*="texts?"], [href*="?texts"]', copy)) return false; // it shows all there is
  const alike = (root) => all(".contribution[id]", root).filter((other) => voiceOf(other) === voiceOf(it));
  const here = alike(it.parentElement);
  const first = here.find((other) => $(`#${CSS.escape(other.id)}`, copy));
  if (!first) return alike(copy).some((other) => !known.has(other.id));
  const there = alike($(`#${CSS.escape(first.id)}`, copy).parentElement);
  const stay = here.filter((other) => there.some(({ id }) => id === other.id));
  return here.indexOf(it) < here.indexOf(first) && there[0].id === first.id && there.length > stay.length;
}

const readsAs = (it) => it?.textContent.replace(/\s+/g, " ").trim();

function showStill() {
  for (const it of all("[data-still]")) it.setAttribute("aria-pressed", String(isStill));
  const place = $("#still");
  if (!place) return;
  const news = new Set([...laidUp.values()].flatMap(textsOf).filter((it) => !known.has(it.id) && !isOwn(it)).map(({ id }) => id));
  place.hidden = !isStill || moving().every((it) => it.hidden);
  const differs = ([id, copy]) => readsAs(copy) !== readsAs(document.getElementById(id));
  const words = news.size ? counted("new", news.size) : [...laidUp].some(differs) ? text("changed") : "";
  if ($("[data-meanwhile]", place).textContent !== words) $("[data-meanwhile]", place).textContent = words;
}

async function stand(still) {
  isStill = still;
  if (still) inTab.set("still", "1");
  else inTab.drop("still");
  announce(text(still ? "standsStill" : "movesAgain"));
  if (!still) await catchUp();
  showStill();
}
on("click", async ({ target }) => {
  if (target.closest?.("[data-still]")) stand(!isStill);
  if (!target.closest?.("[data-moves]")) return;
  await stand(false);
  all("[data-still]").find((it) => it.checkVisibility?.() ?? true)?.focus({ preventScroll: true });
});
on("htmx:after:request", ({ detail: { ctx } }) => {
  if (!isStill || !isConsole || !saves(ctx) || ctx.response.status >= 400) return;
  following = Date.now() + OWN_ACT;
  catchUp();
});

/* src/forms.js */
function keyName(action, body) {
  const parts = [...body].filter(([name, value]) => name !== "key" && typeof value === "string");
  return `key ${new URL(action, location.href).pathname} ${new URLSearchParams(parts)}`;
}
function keyFor(name) {
  const key = inTab.get(name) ?? fresh();
  inTab.set(name, key);
  return key;
}

on("htmx:config:request", (event) => {
  const { ctx } = event.detail;
  const { body, method, action, submitter } = ctx.request;
  if (method !== "POST" || !body?.has) return;
  if (submitter?.dataset.slot && takeOut(submitter.dataset.slot)) return event.preventDefault();
  if (submitter?.dataset.recognise) body.set("on", recognised().has(submitter.value) ? "0" : "1");
  if (body.has("step") && action.endsWith("/raise-hand")) body.set("step", stepNow()?.split(".")[2] ?? body.get("step"));
  if (body.has("key") && saves(ctx)) {
    ctx.keyName = keyName(action, body);
    body.set("key", keyFor(ctx.keyName));
  }
  if (!isPhone || !waiting().length) return;
  event.preventDefault(); // what waits goes first
  hold(ctx);
  flush();
});
on("htmx:before:request", () => { sent += 1; });
on("submit", ({ target, submitter, defaultPrevented }) => { // a plain form
  const field = target.elements?.namedItem("key");
  if (defaultPrevented || !field || field.value || target.method !== "post") return;
  field.value = keyFor(keyName(target.action, new FormData(target, submitter)));
});

const saves = (ctx) => ctx.request.method === "POST" && ctx.sourceElement?.dataset?.asks === undefined;
const formOf = (ctx) => ctx?.request?.form ?? ctx?.sourceElement?.closest?.("form");
const DEFAULT = (field) => /^(radio|checkbox)$/.test(field.type) ? ["checked", "defaultChecked"] : ["value", "defaultValue"];

function settleFields(form, body) {
  const fields = [...form.elements].filter((field) => /^(input|textarea)$/i.test(field.tagName) &&
    field.type !== "hidden" && (DEFAULT(field)[0] === "checked" || body.getAll(field.name).includes(field.value)));
  for (const field of fields) {
    if (field.dataset.draft !== undefined) inTab.drop(draftName(field));
    const [value, initial] = DEFAULT(field);
    field[initial] = field[value];
  }
  return fields;
}

on("htmx:after:init", ({ target }) => {
  if (!target.matches("form[hx-trigger=change]")) return;
  if (all("input", target).some((field) => field.checked !== field.defaultChecked)) target.dispatchEvent(new Event("change"));
});

const AWAY = [502, 503, 504]; // nobody at home behind the proxy
on("htmx:before:response", ({ detail: { ctx } }) => {
  if (!AWAY.includes(ctx.response.status)) acknowledged();
});
on("htmx:after:request", ({ detail: { ctx } }) => {
  const form = formOf(ctx);
  if (!form || !saves(ctx) || ctx.response.status >= 400) return;
  if (ctx.keyName) inTab.drop(ctx.keyName);
  complain(form, "");
  const body = new URLSearchParams(ctx.request.body);
  ctx.sent = settleFields(form, body).map((field) => [field, field[DEFAULT(field)[0]]]);
  if (ctx.request.action.endsWith("/recognise")) rememberRecognised(body);
});
on("htmx:finally:request", ({ detail: { ctx } }) => {
  for (const [field, was] of ctx.sent ?? []) {
    const [value, initial] = DEFAULT(field);
    if (field.isConnected && field[value] === was && was !== field[initial]) field[value] = field[initial];
  }
  const status = ctx.response?.status;
  const refused = isPhone && ctx.request.method === "POST" && status >= 400 && status < 500;
  if (refused && (ctx.status !== "swapped" || !formOf(ctx)?.isConnected) && !shownInPage(ctx.text)) refuse(hold(ctx), ctx.text);
  watchStep();
  anotherText(ctx);
});

function anotherText({ request, response }) {
  const text = $("#text");
  const sends = request.submitter;
  if (!sends || text?.form !== sends.form || !(response?.status < 400)) return;
  if (sends.matches(":focus-visible")) text.focus();
}

const typed = new Map(); // form: the last thing that happened in it
on("input", ({ target }) => {
  if (target.form?.dataset.saves !== undefined) typed.set(target.form, fresh());
});
on("htmx:before:request", ({ detail: { ctx } }) => { ctx.typed = typed.get(formOf(ctx)); });
on("htmx:after:request", ({ detail: { ctx } }) => {
  const saved = saves(ctx) && ctx.response.status < 400;
  if (saved && typed.get(formOf(ctx)) === ctx.typed) typed.delete(formOf(ctx));
});
on("submit", ({ target }) => typed.delete(target));
addEventListener("pagehide", () => {
  for (const form of typed.keys()) navigator.sendBeacon(form.action, new FormData(form));
});

on("input", ({ target }) => {
  if (!target.form || !target.name || !target.validity.valid) return;
  const of = (target.getAttribute("aria-describedby") ?? "").split(" ");
  const error = of.find((id) => id.endsWith("-error")) ?? `${target.name}-error`;
  const said = all(`[id="${error}"]`).find((it) => it.closest("form") === target.closest("form"));
  if (!said && !target.matches("[aria-invalid]")) return;
  said?.remove();
  for (const it of target.form.elements) {
    if (it.name === target.name) it.removeAttribute("aria-invalid");
    const rest = it.getAttribute("aria-describedby")?.replace(error, "").trim();
    if (rest !== undefined) it.setAttribute("aria-describedby", rest);
  }
});

function complain(form, sentence) {
  let place = $("[data-complaint]", form);
  if (form.hidden && sentence) tell(sentence);
  if (!place && sentence) {
    place = Object.assign(document.createElement("p"), { className: "field__error", role: "alert" });
    place.dataset.complaint = "";
    form.append(place);
  }
  if (place) Object.assign(place, { textContent: sentence, hidden: !sentence });
}

const unanswered = (ctx) => ctx.text === undefined || AWAY.includes(ctx.response.status);
function failed({ detail: { ctx } }) {
  const form = formOf(ctx);
  if (ctx?.response && form?.matches("[hx-push-url]")) location.assign(`?${new URLSearchParams(new FormData(form))}`);
  if (!ctx?.request || !form || !saves(ctx)) return; // only looked something up
  const shown = ctx.response?.status < 500 && ctx.hx?.reswap !== "none";
  if (isPhone && ctx.request.method === "POST" && unanswered(ctx)) {
    unreachable(); // whatever the socket may think
    hold(ctx);
  } else if (!shown) complain(form, text("failed"));
}
on("htmx:response:error", failed);
on("htmx:error", failed);

const draftName = (field) => `draft ${location.pathname} ${field.dataset.draft || field.name}`;
function saveDraft({ target }) {
  if (target.dataset?.draft === undefined) return;
  if (target.value) inTab.set(draftName(target), target.value);
  else inTab.drop(draftName(target));
}
on("input", saveDraft);
function forgetTyped() {
  for (const name of inTab.names()) if (/^(draft|key) /.test(name)) inTab.drop(name);
}
function restoreDrafts() {
  for (const field of all("[data-draft]")) {
    if (field.value === "") field.value = inTab.get(draftName(field)) ?? "";
  }
}

/* src/outbox.js */
const DAY = 86400000;
const SOON = 2000; // ms between two attempts, growing
const LATE = 30000;
const TRIES = 5; // for what the server stumbles over

const ANEW = {
  rate: "option", recognise: "contribution", "give-consent": "outcome",
  "answer-read-back": "option", "reword-contribution": "contribution",
  "raise-hand": "step", "lower-hand": "step", "say-ready": "step",
};
const SUBJECTS = ["round", "option", "contribution", "outcome"];

const boxName = (id = "") => `outbox ${trialogue} ${id}`;
for (const name of onDevice.names()) {
  const [kind, , since] = name.split(" ");
  if (kind === "outbox" && Date.now() - Number(since) > DAY) onDevice.drop(name);
}
let entries = isPhone ? readAll() : [];
let onItsWay = null;
let pause = SOON;
let hurry = false; // asked for again while one was on its way
let next = null;
let closed = false;

function readAll() {
  const found = onDevice.names().filter((name) => name.startsWith(boxName())).sort();
  return found.flatMap((name) => { try { return [JSON.parse(onDevice.get(name))]; } catch { return []; } });
}
const waiting = () => entries.filter((entry) => !entry.said);
const waitsFor = (slot) => waiting().some((entry) => entry.slot === slot);

function keep(entry) {
  if (!entries.includes(entry)) entries.push(entry);
  if (!closed) onDevice.set(boxName(entry.id), JSON.stringify(entry));
}
function forget(entry) {
  entries = entries.filter((other) => other !== entry);
  onDevice.drop(boxName(entry.id));
}
function takeOut(slot) {
  const found = waiting().filter((entry) => entry.slot === slot && entry !== onItsWay);
  found.forEach(forget);
  if (found.length) showOutbox();
  return found.length > 0;
}

const doing = (action) => new URL(action, location.href).pathname.split("/").pop();

function slotOf(action, body) {
  const subject = ANEW[doing(action)];
  return subject ? `${doing(action)} ${body.get(subject)}` : "";
}

function wordsOf(form, body, submitter) {
  const own = all("[data-draft]", form).map((field) => body.get(field.name)?.trim()).filter(Boolean);
  const about = document.getElementById(submitter?.getAttribute("aria-describedby")) ?? form.closest(".contribution")?.querySelector("p.lines");
  return { own: own.join("\n"), words: own.join("\n") || about?.textContent || "" };
}
function labelOf(form, body, own) {
  const what = form.dataset[body.get("on") === "0" ? "waitsNot" : "waits"];
  const chosen = all(":checked + span:not([aria-hidden])", form).map((it) => it.textContent.trim()).reverse();
  return (own ? [...chosen, what] : [what, ...chosen]).filter(Boolean).join(" · ");
}

function hold(ctx) {
  const { action, submitter } = ctx.request;
  const form = formOf(ctx);
  const body = new URLSearchParams(ctx.request.body);
  const slot = slotOf(action, body);
  const { own, words } = wordsOf(form, body, submitter);
  if (slot) takeOut(slot);
  const since = Math.max(Date.now(), ...entries.map((entry) => entry.since + 1));
  const entry = { id: String(since), since, action, body: String(body), slot, own: Boolean(own), words, label: labelOf(form, body, own), said: "", tries: 0 };
  keep(entry);
  if (ctx.keyName) inTab.drop(ctx.keyName); // the same words, written anew, are another text
  leave(form, body, slot);
  announce(text("waiting"));
  showOutbox();
  if (own) document.getElementById(`waits-${entry.id}`)?.scrollIntoView({ block: "nearest" });
  again();
  return entry;
}

function leave(form, body, slot) {
  complain(form, "");
  for (const field of settleFields(form, body)) {
    if (!slot && field.dataset.draft !== undefined) field.value = field.defaultValue = "";
  }
  for (const it of all("[role=status]", form)) it.remove();
  const saved = form.id === "ratings" && $("#saved span");
  if (saved) saved.textContent = text("waiting");
}

function again() {
  clearTimeout(next);
  if (waiting().length && !over) next = setTimeout(flush, pause * (0.75 + Math.random() / 2));
}

function flushNow() {
  pause = SOON;
  hurry = true;
  flush();
}

async function flush() {
  if (onItsWay || over || !isLive || !waiting().length) return;
  let answered = false;
  hurry = false;
  for (let entry; (entry = waiting()[0]);) {
    onItsWay = entry;
    showOutbox();
    const arrived = await post(entry);
    onItsWay = null;
    answered ||= arrived;
    if (!arrived) {
      if (entry.slot && waiting().some((other) => other !== entry && other.slot === entry.slot)) forget(entry);
      break;
    }
  }
  pause = waiting().length && !hurry ? Math.min(pause * 2, LATE) : SOON;
  showOutbox();
  if (answered) refresh(0);
  again();
}

async function post(entry) {
  let answer, html;
  sent += 1;
  try {
    answer = await fetchAs(entry.action, {
      method: "POST", body: new URLSearchParams(entry.body),
      headers: { "HX-Request": "true", Accept: "text/html" }, signal: AbortSignal.timeout?.(htmx.config.defaultTimeout),
    });
    html = await answer.text();
  } catch {
    unreachable();
    return false;
  }
  if (!AWAY.includes(answer.status)) acknowledged();
  entry.tries += 1;
  const stumbled = answer.status === 500 && entry.tries >= TRIES; // nor may it keep the rest waiting
  if ([408, 429].includes(answer.status) || (answer.status >= 500 && !stumbled)) {
    keep(entry);
    return false;
  }
  if (!answer.ok) {
    refuse(entry, html);
    return true;
  }
  forget(entry);
  if (entry.slot.startsWith("recognise ")) rememberRecognised(new URLSearchParams(entry.body));
  announce(text("sent"));
  return true;
}

function sentencesOf(html) {
  const page = new DOMParser().parseFromString(html ?? "", "text/html");
  return [...new Set(all("[role=alert], .field__error", page).map((it) => it.textContent.trim()))];
}
const shownInPage = (html) => sentencesOf(html).some((said) =>
  all("[role=alert], .field__error").some((it) => it.textContent.trim() === said));

function refuse(entry, html) {
  entry.said = sentencesOf(html).join(" ") || text(entry.own ? "refused" : "missed");
  keep(entry);
  showOutbox();
}

function endOutbox(sentence) {
  closed = true;
  clearTimeout(next);
  for (const entry of entries) {
    entry.said ||= sentence;
    onDevice.drop(boxName(entry.id));
  }
  showOutbox();
}

function showOutbox() {
  const main = $("#inhoud");
  const form = $("template[data-outbox]");
  let box = $("#outbox");
  if (!isPhone || !main || !form || !(entries.length || box)) return;
  if (!box) {
    box = form.content.firstElementChild.cloneNode(true);
    $("article", box).remove();
  }
  if (!entries.length) box.remove();
  else if ($("#act")) $("#act").after(box);
  else main.firstElementChild.after(box);
  for (const card of all("article", box)) {
    if (!entries.some((entry) => card.id === `waits-${entry.id}`)) card.remove();
  }
  for (const entry of entries) showCard(box, entry);
  markMine();
}

function showCard(box, entry) {
  let card = $(`#waits-${entry.id}`, box);
  if (!card) {
    card = $("template[data-outbox]").content.querySelector("article").cloneNode(true);
    card.id = `waits-${entry.id}`;
    $("[data-words]", card).id = `${card.id}-words`;
    for (const button of all("button", card)) button.setAttribute("aria-describedby", `${card.id}-words`);
    $("button[data-back]", card).addEventListener("click", () => takeBack(entry));
    $("button[data-away]", card).addEventListener("click", () => { forget(entry); showOutbox(); });
    box.append(card);
  }
  $("[data-words]", card).textContent = entry.words || entry.label;
  $("[data-label]", card).textContent = entry.words ? entry.label : "";
  const said = $("[data-said]", card);
  if (said.textContent !== entry.said) said.textContent = entry.said;
  card.dataset.state = entry.said ? "refused" : "pending";
  for (const it of all("[data-if]", card)) it.hidden = (it.dataset.if === "said") !== Boolean(entry.said);
  $("button[data-back]", card).hidden = Boolean(entry.said) || !entry.own || entry === onItsWay;
}

function takeBack(entry) {
  const body = new URLSearchParams(entry.body);
  const form = all("form").find((it) => it.getAttribute("action") === entry.action &&
    SUBJECTS.every((name) => (it.elements.namedItem(name)?.value ?? null) === body.get(name)));
  if (!form) {
    entry.said = text("copy");
    keep(entry);
    return showOutbox();
  }
  forget(entry);
  if (body.get("key")) inTab.set(keyName(entry.action, body), body.get("key"));
  const details = form.closest("details");
  if (details) details.open = true;
  for (const field of form.elements) putBack(field, body.get(field.name), entry.slot);
  showOutbox();
  $("[data-draft]", form)?.focus();
}
function putBack(field, value, replaces) {
  if (field.type === "radio") field.checked ||= field.value === value;
  else if (field.dataset?.draft !== undefined && value) {
    field.value = replaces ? value : [value, field.value].filter(Boolean).join("\n\n");
    saveDraft({ target: field });
  }
}

addEventListener("storage", ({ key }) => {
  if (!isPhone || closed || (key !== null && !key.startsWith(boxName()))) return;
  entries = readAll().map((entry) => entry.id === onItsWay?.id ? onItsWay : entry);
  showOutbox();
});

on("submit", ({ target }) => {
  if (target.id === "join") inTab.set("joins", "1");
  else if (doing(target.action) === "leave-seat") forgetAll();
});
function forgetAll() {
  entries.slice().forEach(forget);
  forgetTyped();
}
if (isPhone && isLive && inTab.get("joins")) {
  if (inTab.get("afresh")) entries.forEach((entry) => { entry.said ||= text(entry.own ? "refused" : "missed"); keep(entry); });
  else forgetAll();
  inTab.drop("afresh");
}
if (isLive) inTab.drop("joins");

/* src/focus.js */
let had = null; // what had the focus before the page changed
let around = []; // the ids of what stood around it, from near to far
let byKeys = false; // it showed that it had the focus
let resting = null; // a part that has the focus for want of a better place

const shown = (it) => it?.isConnected && (it.checkVisibility?.() ?? true);

on("htmx:before:swap", () => {
  const now = document.activeElement;
  if (!now || now === document.body) return;
  had = now;
  byKeys = now.matches(":focus-visible");
  around = [];
  for (let it = now.parentElement; it; it = it.parentElement) if (it.id) around.push(it.id);
  if (now.id && now === resting) around.unshift(now.id);
});
on("htmx:after:swap", () => {
  if (shown(resting) && document.activeElement === resting) resting.tabIndex = -1; // a morph takes it away
  if (had) setTimeout(stayAround);
});

function stayAround() {
  const now = document.activeElement;
  if (had && (now === document.body || (now === had && !shown(had)))) {
    resting = around.map(orNext).find(shown) ?? $("main");
    if (resting) {
      resting.tabIndex = -1;
      resting.focus({ preventScroll: true });
      if (byKeys) resting.scrollIntoView({ block: "nearest" });
    }
  }
  had = null;
}

function orNext(id) {
  let it = document.getElementById(id);
  while (it && !shown(it)) it = it.nextElementSibling;
  return it;
}

let cameBy = null; // the link that brought the last one
const partOf = (link) => $(link.getAttribute("hx-target"));
on("htmx:finally:request", ({ detail: { ctx } }) => {
  if (ctx.status !== "swapped" || !ctx.sourceElement.matches('a[hx-swap*="show:top"]')) return;
  cameBy = ctx.sourceElement;
  setTimeout(() => $("input:not([type=hidden]), textarea, select", partOf(cameBy))?.focus({ preventScroll: true }));
});
on("click", (event) => {
  const never = event.target.closest?.('form a[href="lead"]');
  const part = cameBy?.isConnected ? partOf(cameBy) : null;
  if (!never || !part?.contains(never)) return;
  event.preventDefault();
  part.replaceChildren();
  part.hidden = true;
  (shown(cameBy) ? cameBy : $("summary", cameBy.closest("details")))?.focus();
});

on("htmx:finally:request", ({ detail: { ctx } }) => { setTimeout(toWhatIsWrong, 0, ctx); });

function toWhatIsWrong({ request, response }) {
  if (!request.submitter || !(response?.status >= 400)) return;
  if (!document.activeElement.matches("input, select, textarea")) firstWrong(request.action);
}

function firstWrong(action) {
  const path = (it) => new URL(it, location.href).pathname;
  for (const error of all(".field__error[id]")) {
    const name = error.id.replace(/-error$/, "");
    const field = $(`[name="${name}"]`, error.closest("form") ?? document);
    if (field?.form && path(field.form.getAttribute("action")) === path(action)) return field.focus();
  }
}
firstWrong(location.href); // where a page answers a form

/* src/clock.js */
skew = (Date.parse(document.body.dataset.now) || Date.now()) - Date.now();

const secondsTo = (time) => Math.ceil((Date.parse(time) - Date.now() - skew) / 1000);

function face(it, seconds) {
  if (Number.isNaN(seconds)) return;
  const shown = Math.max(0, seconds);
  const words = `${Math.floor(shown / 60)}:${String(shown % 60).padStart(2, "0")}`;
  if (it.textContent !== words) it.textContent = words;
}

function tickTurns() {
  for (const it of all("[data-since]")) face(it, -secondsTo(it.dataset.since));
  for (const it of all("[data-until]")) face(it, secondsTo(it.dataset.until));
}

const MOMENTS = [300, 60, 0]; // seconds left
let leftBefore = null;
let endsBefore = null;
function tellMoment(ends, left) {
  const passed = ends === endsBefore ? MOMENTS.filter((moment) => left <= moment && leftBefore > moment).pop() : undefined;
  [endsBefore, leftBefore] = [ends, left];
  if (passed !== undefined && ends && hasForms) announce(`${leftIn(passed)}.`);
}
function leftIn(seconds) {
  const minutes = Math.floor(Math.max(0, seconds) / 60);
  return text(seconds <= 0 ? "over" : minutes === 0 ? "less" : minutes === 1 ? "minute" : "minutes").replace("{n}", minutes);
}

function tick() {
  tickTurns();
  const clock = $(":is(#clock, #clock *):is([data-ends], [data-left])");
  if (!clock) return;
  const { ends, left: still } = clock.dataset;
  const left = ends ? secondsTo(ends) : Number(still);
  if (Number.isNaN(left)) return;
  face(clock, left);
  clock.classList.toggle("over", left <= 0);
  clock.classList.toggle("paused", !ends);
  const label = leftIn(left);
  const whole = ends ? label : `${text("paused")} ${label}`;
  tellMoment(ends, left);
  if (label && clock.getAttribute("aria-label") !== whole) clock.setAttribute("aria-label", whole);
}
setInterval(tick, 500);

/* src/awake.js */
let awake = null;

async function stayAwake() {
  if (!isLive || over || document.hidden || !navigator.wakeLock || (awake && !awake.released)) return;
  try { awake = await navigator.wakeLock.request("screen"); } catch { /* then it sleeps */ }
}

on("visibilitychange", stayAwake);

function maySleep() {
  awake?.release();
}

/* src/tips.js */
document.addEventListener("toggle", ({ target }) => {
  if (!target.matches?.(".tips")) return;
  const field = document.getElementById(target.id.replace(/-tips$/, ""));
  const told = new Set(field.getAttribute("aria-describedby")?.match(/\S+/g));
  told[target.open ? "add" : "delete"](target.id);
  field.setAttribute("aria-describedby", [...told].join(" "));
}, true); // it does not bubble

const tipsShown = $(".shows-tips");
if (tipsShown) {
  tipsShown.checked = onDevice.get("tips") !== "no";
  tipsShown.addEventListener("change", () => {
    if (tipsShown.checked) onDevice.drop("tips");
    else onDevice.set("tips", "no");
  });
}

/* src/copy.js */
for (const it of all("[data-copies]")) it.hidden = false;
on("click", async ({ target }) => {
  const button = target.closest?.("[data-copies]");
  if (!button) return;
  const field = document.getElementById(button.dataset.copies);
  const said = button.nextElementSibling;
  field.select();
  try { await navigator.clipboard.writeText(field.value); } catch { if (!document.execCommand("copy")) return; }
  said.textContent = said.dataset.said;
});

for (const { dataset: { standsAt } } of all("[data-stands-at]")) if (location.pathname !== standsAt) history.replaceState(history.state, "", standsAt + location.hash);

/* src/start.js */
function settle() {
  tick();
  unfold();
  markMine();
  showChosen();
  restoreDrafts();
  showOutbox();
  watchStep();
  watchOwn();
  watchArrivals();
  showStill();
}
on("htmx:after:swap", settle);
settle();
flush();
stayAwake();
if (matchMedia("(width < 62rem)").matches) for (const it of all("details.fold")) it.open = false;
})();
